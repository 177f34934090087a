#include "core/print/emboss.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <glm/geometric.hpp>

#include "core/mesh/mesh_facts.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/reshape.h"

namespace orfeas::print {
namespace {

// The plane in front of a side: x along the text, y up, z toward who reads it.
struct Frame {
    glm::dvec3 right, up, out;
    glm::dvec3 origin; ///< the middle of that side of the box

    glm::dvec3 at(const glm::dvec2& p, double height) const {
        return origin + right * p.x + up * p.y + out * height;
    }
};

Frame frameOf(Side side, const mesh::Box& box) {
    const glm::dvec3 x(1, 0, 0), y(0, 1, 0), z(0, 0, 1);
    Frame frame{x, z, -y, {}};
    if (side == Side::Back) frame = {-x, z, y, {}};
    if (side == Side::Left) frame = {-y, z, -x, {}};
    if (side == Side::Right) frame = {y, z, x, {}};
    if (side == Side::Top) frame = {x, y, z, {}};
    if (side == Side::Bottom) frame = {x, -y, -z, {}};
    const glm::dvec3 half = 0.5 * glm::dvec3(box.size());
    frame.origin = glm::dvec3(box.center()) + frame.out * std::abs(glm::dot(frame.out, half));
    return frame;
}

// Steeper than this between two neighbours, the letter would be torn.
constexpr double kSteepest = 4.0;

Error beside() {
    return {
        ErrorCode::BadInput, "Part of the text would be beside the object: make it smaller, or move it", {}};
}

Error torn() {
    return {ErrorCode::BadInput,
            "The surface under the text is too uneven: make it smaller, or write on another side",
            {}};
}

// How far below the plane the surface is, under each of the points.
Result<std::vector<double>> heightsUnder(const mesh::Mesh& mesh, const Frame& frame,
                                         const std::vector<glm::dvec2>& points,
                                         const jobs::JobContext& context) {
    const mesh::TriangleTree tree(mesh);
    std::vector<double> heights(points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (i % 256 == 0 && context.cancelled()) return jobs::cancelledError();
        const auto hit = tree.firstHit(frame.at(points[i], 1.0), -frame.out);
        if (!hit) return beside();
        heights[i] = 1.0 - hit->distance;
    }
    return heights;
}

bool isTorn(const mesh::Mesh& prism, const std::vector<double>& heights, double allowed) {
    for (const glm::uvec3& t : prism.triangles) {
        if (t.x >= heights.size() || t.y >= heights.size() || t.z >= heights.size()) continue;
        for (int k = 0; k < 3; ++k) {
            const std::uint32_t a = t[k], b = t[(k + 1) % 3];
            const double apart = glm::length(glm::dvec2(prism.positions[a]) - glm::dvec2(prism.positions[b]));
            if (std::abs(heights[a] - heights[b]) > kSteepest * apart + allowed) return true;
        }
    }
    return false;
}

} // namespace

Result<mesh::Mesh> embossed(const mesh::Mesh& mesh, const EmbossSettings& settings,
                            const jobs::JobContext& context) {
    if (!(settings.depthMm > 0.0)) return Error{ErrorCode::BadInput, "The text must be deeper than 0 mm", {}};
    if (!mesh::measure(mesh).solid())
        return Error{ErrorCode::BadInput, "Only a solid can carry text: repair it first", {}};
    ORFEAS_TRY(engine, remeshEngine());
    const double spacing = std::max(settings.style.heightMm / 8.0, 0.4);
    ORFEAS_TRY(text, engine->textSolid(settings.text, settings.style, spacing, context.part(0.0, 0.2)));

    const Frame frame = frameOf(settings.side, mesh::boundingBox(mesh));
    const std::size_t half = text.positions.size() / 2;
    std::vector<glm::dvec2> points;
    for (std::size_t i = 0; i < half; ++i)
        points.push_back(glm::dvec2(text.positions[i]) + settings.shiftMm);
    ORFEAS_TRY(heights, heightsUnder(mesh, frame, points, context));
    if (isTorn(text, heights, 0.5 * settings.depthMm)) return torn();

    // Far enough through the surface on the other side that the two cross and do not merely touch.
    const double through = std::max(0.5 * settings.depthMm, 0.3);
    const double low = settings.engraved ? -settings.depthMm : -through;
    const double high = settings.engraved ? through : settings.depthMm;
    for (std::size_t i = 0; i < half; ++i) {
        text.positions[i] = glm::vec3(frame.at(points[i], heights[i] + low));
        text.positions[i + half] = glm::vec3(frame.at(points[i], heights[i] + high));
    }
    return combined(mesh, text, settings.engraved ? BooleanOperation::Difference : BooleanOperation::Union,
                    context.part(0.3, 1.0));
}

} // namespace orfeas::print
