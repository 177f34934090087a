// From what the network believes to a solid that agrees with the picture.
#pragma once

#include <memory>
#include <span>

#include <glm/vec3.hpp>

#include "core/generate/field.h"
#include "core/inference/reconstruction/solid_code.h"
#include "core/mesh/iso_surface.h"

namespace orfeas::inference {

/// A field over the view cube, positive inside, zero on the surface: between the network's front and back. Three things
/// are known better than the network knows them: nothing lies outside the outline, which the picture shows far finer than
/// the network sees it; the inflated outline that front and back start from is that of the fine outline, too; and
/// something lies behind every place within, however thin. What the network adds to the inflated outline is continued beyond
/// the outline, where it was never taught, and smooth between its places. Immutable; any thread.
class SolidField final : public mesh::SolidField {
public:
    /// `outline`: framedOutline. `inflation`: framedInflation. `fullness`: how far the surface is moved outward, in cube
    /// units (inward below 0).
    SolidField(std::shared_ptr<const SolidCode> code, generate::Field outline, generate::Field inflation,
               float fullness);

    float value(glm::vec3 point) const override;
    void column(float x, float y, float z0, float step, std::span<float> values) const override;

    const SolidCode& code() const { return *m_code; }
    /// Distance to the outline where a point is seen, positive inside.
    float outlineAt(const glm::vec3& point) const;

private:
    float outlineAt(glm::vec2 place) const;
    void takeResidual();

    std::shared_ptr<const SolidCode> m_code;
    generate::Field m_outline;
    generate::Field m_inflation;
    generate::Field m_front, m_back; ///< but for the inflated height
    float m_fullness = 0.0f;
};

} // namespace orfeas::inference
