// Letters as outlines, for text on objects.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <glm/vec2.hpp>

#include "core/base/result.h"

namespace orfeas::print {

struct TextStyle {
    std::string family = "Inter"; ///< the nearest there is is taken
    bool bold = true;             ///< thin strokes do not print
    double heightMm = 8.0;        ///< of a capital letter
};

/// One line of text as closed outlines in mm, holes and bodies alike: inside is what an odd number goes round. X runs
/// along the line, Y up; the middle of the text is at the origin. Curves are within 0.01 mm at most. Fails with BadInput
/// (nothing to draw, bytes that are no UTF-8), or NotFound (no font that has the letters, named by the sentence).
/// Any thread; files of fonts are the machine's.
Result<std::vector<std::vector<glm::dvec2>>> textOutlines(std::string_view utf8, const TextStyle& style);

} // namespace orfeas::print
