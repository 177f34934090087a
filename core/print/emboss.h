// Text that stands on an object or is cut into it.
#pragma once

#include <string>

#include <glm/vec2.hpp>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/print/text_outline.h"

namespace orfeas::print {

/// The side that text is written on, as one looks at the object: its front faces -Y.
enum class Side { Front, Back, Left, Right, Top, Bottom };

struct EmbossSettings {
    std::string text;
    TextStyle style;
    Side side = Side::Front;
    glm::dvec2 shiftMm{0.0}; ///< of the text's middle from the middle of the side: to its right and up
    double depthMm = 0.8;    ///< how far it stands out, or is cut in
    bool engraved = false;
};

/// The letters follow the surface: each of their points lies over the first surface met from that side. Fails with
/// BadInput when part of the text is beside the object or over a step higher than the text is deep can bridge, when the
/// mesh is no solid, or as textOutlines. Colours are kept.
Result<mesh::Mesh> embossed(const mesh::Mesh& mesh, const EmbossSettings& settings,
                            const jobs::JobContext& context);

} // namespace orfeas::print
