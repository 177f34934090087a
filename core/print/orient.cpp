#include "core/print/orient.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "core/print/convex_hull.h"
#include "core/print/hull3.h"

namespace orfeas::print {
namespace {

constexpr std::size_t kMostCandidates = 48;
constexpr double kSameDirection = 0.9998; ///< cosine of about one degree

struct Candidate {
    glm::dvec3 down;
    double area;
};

glm::dvec3 areaNormal(const mesh::Mesh& mesh, const glm::uvec3& t) {
    const glm::dvec3 a(mesh.positions[t.x]);
    return glm::cross(glm::dvec3(mesh.positions[t.y]) - a, glm::dvec3(mesh.positions[t.z]) - a);
}

// The faces of the hull, those in one plane together, the largest first; how it stands before all.
std::vector<Candidate> candidatesOf(const Hull3& hull) {
    std::vector<Candidate> faces;
    for (const auto& face : hull.faces) {
        const glm::dvec3 n = glm::cross(hull.points[face[1]] - hull.points[face[0]],
                                        hull.points[face[2]] - hull.points[face[0]]);
        const double twice = glm::length(n);
        if (!(twice > 0.0)) continue;
        const glm::dvec3 unit = n / twice;
        const auto same = std::find_if(faces.begin(), faces.end(), [&](const Candidate& c) {
            return glm::dot(c.down, unit) > kSameDirection;
        });
        if (same == faces.end()) {
            faces.push_back({unit, 0.5 * twice});
        } else {
            same->area += 0.5 * twice;
        }
    }
    std::stable_sort(faces.begin(), faces.end(),
                     [](const Candidate& a, const Candidate& b) { return a.area > b.area; });
    if (faces.size() > kMostCandidates) faces.resize(kMostCandidates);
    std::erase_if(faces, [](const Candidate& c) { return c.down.z < -kSameDirection; });
    faces.insert(faces.begin(), {glm::dvec3(0.0, 0.0, -1.0), 0.0});
    return faces;
}

struct Body {
    const mesh::Mesh& mesh;
    std::vector<glm::dvec3> outline; ///< the hull's points, or all
    glm::dvec3 centreOfMass{0.0};
    double area = 0.0;
    double diagonal = 0.0;
};

Body bodyOf(const mesh::Mesh& mesh, const Hull3& hull) {
    Body body{mesh, hull.points, {}, 0.0, 0.0};
    const mesh::Box box = mesh::boundingBox(mesh);
    body.diagonal = glm::length(glm::dvec3(box.size()));
    if (body.outline.empty()) body.outline.assign(mesh.positions.begin(), mesh.positions.end());
    const glm::dvec3 origin(box.center());
    glm::dvec3 moment(0.0);
    double six = 0.0;
    for (const glm::uvec3& t : mesh.triangles) {
        const glm::dvec3 n = areaNormal(mesh, t);
        const glm::dvec3 a = glm::dvec3(mesh.positions[t.x]) - origin;
        const glm::dvec3 sum =
            a + glm::dvec3(mesh.positions[t.y]) + glm::dvec3(mesh.positions[t.z]) - 2.0 * origin;
        six += glm::dot(a, n);
        moment += glm::dot(a, n) / 4.0 * sum;
        body.area += 0.5 * glm::length(n);
    }
    body.centreOfMass = six > 1e-9 * body.area * body.diagonal ? origin + moment / six : origin;
    return body;
}

Orientation judge(const Body& body, const Profile& profile, const glm::dvec3& down) {
    Orientation out;
    out.down = glm::normalize(down);
    out.turn = turnToBed(down);
    double bed = -1e300; // how far it reaches down
    double top = 1e300;
    for (const glm::dvec3& p : body.outline) {
        bed = std::max(bed, glm::dot(p, out.down));
        top = std::min(top, glm::dot(p, out.down));
    }
    out.heightMm = bed - top;
    const double least = std::sin(profile.overhangDegrees * std::numbers::pi / 180.0) + 1e-6;
    const double near = std::max(0.5 * profile.layerMm, 1e-6 * body.diagonal);
    std::vector<glm::dvec2> standing;
    for (const glm::uvec3& t : body.mesh.triangles) {
        const glm::dvec3 n = areaNormal(body.mesh, t);
        const double twice = glm::length(n);
        const double facing = glm::dot(n, out.down);
        if (!(facing > least * twice)) continue;
        double highest = 1e300;
        for (int k = 0; k < 3; ++k)
            highest = std::min(highest, glm::dot(glm::dvec3(body.mesh.positions[t[k]]), out.down));
        const bool isOnBed = highest > bed - near;
        (isOnBed ? out.contactMm2 : out.overhangMm2) += 0.5 * facing;
        for (int k = 0; isOnBed && k < 3; ++k)
            standing.emplace_back(out.turn * glm::dvec3(body.mesh.positions[t[k]]));
    }
    for (const glm::dvec3& p : body.outline) {
        if (glm::dot(p, out.down) > bed - near) standing.emplace_back(out.turn * p);
    }
    out.isStable =
        depthInHull(convexHull(std::move(standing)), glm::dvec2(out.turn * body.centreOfMass)) > 0.0;
    const double size = std::max(body.area, 1e-300);
    out.score = out.overhangMm2 / size + 0.15 * out.heightMm / std::max(body.diagonal, 1e-300) +
                0.3 * (1.0 - std::min(1.0, out.contactMm2 / (0.1 * size))) + (out.isStable ? 0.0 : 1.0);
    return out;
}

} // namespace

glm::dmat3 turnToBed(const glm::dvec3& down) {
    const glm::dvec3 from = glm::normalize(down);
    const glm::dvec3 to(0.0, 0.0, -1.0);
    const double cosine = glm::dot(from, to);
    if (cosine > 1.0 - 1e-12) return glm::dmat3(1.0);
    if (cosine < -1.0 + 1e-12) return glm::dmat3({1, 0, 0}, {0, -1, 0}, {0, 0, -1});
    // Rodrigues, about the axis that is square to both.
    const glm::dvec3 v = glm::cross(from, to);
    const glm::dmat3 k({0, v.z, -v.y}, {-v.z, 0, v.x}, {v.y, -v.x, 0});
    return glm::dmat3(1.0) + k + k * k * (1.0 / (1.0 + cosine));
}

Orientation judgeOrientation(const mesh::Mesh& mesh, const Profile& profile, const glm::dvec3& down) {
    return judge(bodyOf(mesh, convexHull(mesh)), profile, down);
}

Result<std::vector<Orientation>> findOrientations(const mesh::Mesh& mesh, const Profile& profile,
                                                  std::size_t count, const jobs::JobContext& context) {
    context.report("trying how it can lie", 0.0);
    const Hull3 hull = convexHull(mesh);
    if (context.cancelled()) return jobs::cancelledError();
    const Body body = bodyOf(mesh, hull);
    const std::vector<Candidate> candidates = candidatesOf(hull);
    std::vector<Orientation> found(candidates.size());
    parallelFor(candidates.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end && !context.cancelled(); ++i)
            found[i] = judge(body, profile, candidates[i].down);
    });
    if (context.cancelled()) return jobs::cancelledError();
    std::stable_sort(found.begin(), found.end(),
                     [](const Orientation& a, const Orientation& b) { return a.score < b.score - 1e-9; });
    if (found.size() > count) found.resize(count);
    return found;
}

} // namespace orfeas::print
