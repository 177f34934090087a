// From what the network believes to a solid that agrees with the picture.
#pragma once

#include <memory>
#include <span>

#include <glm/vec3.hpp>

#include "core/generate/field.h"
#include "core/inference/reconstruction/solid_code.h"

namespace orfeas::inference {

/// A field over the view cube, positive inside, zero on the surface. The network's distance, and two things that are
/// known better than it knows them: nothing lies outside the outline, which the picture shows far finer than the network
/// sees it; and something lies behind every place within, however thin. Immutable; any thread.
class SolidField {
public:
    /// `outline`: framedOutline. `fullness`: how far the surface is moved outward, in cube units (inward below 0).
    SolidField(std::shared_ptr<const SolidCode> code, generate::Field outline, float fullness);

    void evaluate(std::span<const glm::vec3> points, std::span<float> values) const;

    const SolidCode& code() const { return *m_code; }
    /// Distance to the outline where a point is seen, positive inside.
    float outlineAt(const glm::vec3& point) const;
    /// Where a point is seen, -1 … 1, y up.
    glm::vec2 seenAt(const glm::vec3& point) const;

private:
    void fillThinPlaces();
    float outlineAt(glm::vec2 place) const;

    std::shared_ptr<const SolidCode> m_code;
    generate::Field m_outline;
    float m_fullness = 0.0f;
    generate::Field m_lift; ///< added where the network saw nothing thick enough behind the outline
};

} // namespace orfeas::inference
