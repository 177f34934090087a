#include "core/mesh/surface_relax.h"

#include <algorithm>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "core/mesh/self_intersection.h"

namespace orfeas::mesh {
namespace {

constexpr float kLongestStep = 0.3f; ///< of a lattice cell, per round

struct Probe {
    float value;
    glm::vec3 gradient;
};

Probe probe(const SolidField& field, glm::vec3 at, float reach) {
    const float here = field.value(at);
    const glm::vec3 gradient(field.value(at + glm::vec3(reach, 0, 0)) - here,
                             field.value(at + glm::vec3(0, reach, 0)) - here,
                             field.value(at + glm::vec3(0, 0, reach)) - here);
    return {here, gradient / reach};
}

glm::vec3 bounded(glm::vec3 step, float limit) {
    const float length = glm::length(step);
    return length > limit ? step * (limit / length) : step;
}

glm::vec3 relaxed(const Mesh& mesh, const VertexNeighbours& neighbours, const SolidField& field, float cell,
                  std::size_t vertex) {
    const glm::vec3 here = mesh.positions[vertex];
    glm::vec3 mean(0.0f);
    for (const std::uint32_t n : neighbours.at(vertex))
        mean += mesh.positions[n];
    mean /= static_cast<float>(neighbours.at(vertex).size());
    const Probe before = probe(field, here, 0.02f * cell);
    const float steepness2 = glm::dot(before.gradient, before.gradient);
    if (!(steepness2 > 1e-8f)) return here;
    glm::vec3 along = 0.7f * (mean - here);
    along -= before.gradient * (glm::dot(along, before.gradient) / steepness2);
    const glm::vec3 moved = here + bounded(along, kLongestStep * cell);
    const Probe after = probe(field, moved, 0.02f * cell);
    const float slope2 = glm::dot(after.gradient, after.gradient);
    if (!(slope2 > 1e-8f)) return here;
    return moved - bounded(after.gradient * (after.value / slope2), kLongestStep * cell);
}

} // namespace

VertexNeighbours vertexNeighbours(const Mesh& mesh) {
    VertexNeighbours n;
    n.first.assign(mesh.positions.size() + 1, 0);
    // Closed and manifold: each neighbour is met exactly once as the next corner.
    for (const glm::uvec3& t : mesh.triangles) {
        for (int k = 0; k < 3; ++k)
            ++n.first[t[k] + 1];
    }
    for (std::size_t i = 1; i < n.first.size(); ++i)
        n.first[i] += n.first[i - 1];
    n.of.resize(mesh.triangles.size() * 3);
    std::vector<std::uint32_t> next(n.first.begin(), n.first.end() - 1);
    for (const glm::uvec3& t : mesh.triangles) {
        for (int k = 0; k < 3; ++k)
            n.of[next[t[k]]++] = t[(k + 1) % 3];
    }
    return n;
}

Result<void> relaxOntoSurface(Mesh& mesh, const SolidField& field, float cell, int steps,
                              const jobs::JobContext& context) {
    const VertexNeighbours neighbours = vertexNeighbours(mesh);
    std::vector<glm::vec3> moved(mesh.positions.size());
    for (int step = 0; step < steps; ++step) {
        parallelFor(moved.size(), 2048, [&](std::size_t begin, std::size_t end) {
            if (context.cancelled()) return;
            for (std::size_t v = begin; v < end; ++v)
                moved[v] = relaxed(mesh, neighbours, field, cell, v);
        });
        if (context.cancelled()) return jobs::cancelledError();
        mesh.positions.swap(moved);
    }
    return {};
}

Result<void> untangle(Mesh& mesh, const std::vector<glm::vec3>& safe, const jobs::JobContext& context) {
    constexpr int kRounds = 6;
    VertexNeighbours neighbours;
    for (int round = 0; round <= kRounds; ++round) {
        ORFEAS_TRY(crossing, selfIntersectingTriangles(mesh, context));
        if (crossing.empty()) return {};
        if (round == kRounds) break;
        if (neighbours.first.empty()) neighbours = vertexNeighbours(mesh);
        std::vector<std::uint8_t> back(mesh.positions.size(), 0);
        for (const std::uint32_t t : crossing) {
            for (int k = 0; k < 3; ++k)
                back[mesh.triangles[t][k]] = 1;
        }
        for (int ring = 0; ring < round; ++ring) {
            const std::vector<std::uint8_t> before = back;
            for (std::size_t v = 0; v < back.size(); ++v) {
                if (!before[v]) continue;
                for (const std::uint32_t n : neighbours.at(v))
                    back[n] = 1;
            }
        }
        for (std::size_t v = 0; v < back.size(); ++v) {
            if (back[v]) mesh.positions[v] = safe[v];
        }
    }
    mesh.positions = safe;
    return {};
}

} // namespace orfeas::mesh
