#include "core/print/orient_faces.h"

#include <algorithm>
#include <utility>

#include <glm/geometric.hpp>

#include "core/jobs/long_loop.h"
#include "core/print/edges.h"

namespace orfeas::print {

std::vector<std::uint32_t> orientFaces(WorkMesh& work, const jobs::JobContext& context) {
    std::vector<glm::uvec3>& triangles = work.mesh.triangles;
    const EdgeTable edges(triangles, context);
    std::vector<std::uint8_t> seen(triangles.size(), 0);
    std::vector<std::uint8_t> turned(triangles.size(), 0);
    std::vector<std::uint32_t> changed, piece;
    const auto area = [&](std::uint32_t f) {
        const glm::dvec3 a(work.mesh.positions[triangles[f].x]), b(work.mesh.positions[triangles[f].y]),
            c(work.mesh.positions[triangles[f].z]);
        return glm::length(glm::cross(b - a, c - a));
    };
    for (std::uint32_t start = 0; start < triangles.size(); ++start) {
        if (seen[start]) continue;
        piece.assign(1, start);
        seen[start] = 1;
        double kept = 0.0, against = 0.0;
        for (std::size_t i = 0; i < piece.size(); ++i) {
            if (jobs::stopsAt(i, context)) return changed;
            const std::uint32_t f = piece[i];
            (turned[f] ? against : kept) += area(f);
            for (int k = 0; k < 3; ++k) {
                const auto sides = edges.sides(edges.edgeOf(f, k));
                if (sides.size() != 2) continue;
                const auto& other = sides[0].face == f ? sides[1] : sides[0];
                if (seen[other.face]) continue;
                const bool agree = sides[0].forward != sides[1].forward;
                turned[other.face] = agree ? turned[f] : !turned[f];
                seen[other.face] = 1;
                piece.push_back(other.face);
            }
        }
        for (const std::uint32_t f : piece) {
            if (static_cast<bool>(turned[f]) == (against > kept)) continue;
            std::swap(triangles[f].y, triangles[f].z);
            changed.push_back(f);
        }
    }
    std::sort(changed.begin(), changed.end());
    return changed;
}

} // namespace orfeas::print
