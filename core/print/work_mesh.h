// The mesh while it is being mended: where each face came from, and which change it belongs to.
#pragma once

#include <cstdint>
#include <vector>

#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::print {

constexpr std::uint32_t kNoSource = 0xffffffffu;
constexpr std::uint32_t kNoRegion = 0xffffffffu;

struct WorkMesh {
    mesh::Mesh mesh;                   ///< positions and triangles only
    std::vector<std::uint32_t> source; ///< per triangle: its face in the input, or kNoSource
    std::vector<std::uint32_t> region; ///< per triangle: the change it belongs to, or kNoRegion

    void add(const glm::uvec3& triangle, std::uint32_t from, std::uint32_t change) {
        mesh.triangles.push_back(triangle);
        source.push_back(from);
        region.push_back(change);
    }
};

struct Cleaning {
    std::size_t invalid = 0;    ///< triangles with coordinates that are no numbers
    std::size_t degenerate = 0; ///< the same vertex twice
    std::size_t duplicates = 0; ///< the same three vertices again, in any order
    std::size_t welded = 0;     ///< vertices that became another one
};

// What these leave of a mesh when they are cancelled is worth nothing, only safe: ask before using it.

WorkMesh workMeshOf(const mesh::Mesh& mesh);

/// Leaves out invalid, degenerate and duplicate triangles and unused vertices.
void clean(WorkMesh& work, Cleaning& counts, const jobs::JobContext& context = {});

/// Vertices in the same place become one; then cleans.
void weldExactly(WorkMesh& work, Cleaning& counts, const jobs::JobContext& context = {});

/// Every vertex near an earlier one becomes that one, then cleans when there was any. Each has a tolerance of its own,
/// none above `most`; those with 0 do not take part, and two are joined within the smaller of theirs.
void weldWithin(WorkMesh& work, const std::vector<float>& tolerances, double most, Cleaning& counts,
                const jobs::JobContext& context = {});

/// Removes the triangles that are marked.
void removeTriangles(WorkMesh& work, const std::vector<std::uint8_t>& marked);

/// Triangles joined over edges, numbered in order of first triangle; edges between more than two faces join when asked.
std::vector<std::uint32_t> edgeParts(const std::vector<glm::uvec3>& triangles, bool overManyFaces,
                                     std::size_t& count, const jobs::JobContext& context = {});

std::size_t countOpenEdges(const mesh::Mesh& mesh, const jobs::JobContext& context = {});

} // namespace orfeas::print
