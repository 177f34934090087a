#include "core/mesh/surface_extractor.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/parallel.h"
#include "core/mesh/marching_cubes_table.h"
#include "core/mesh/sampled_field.h"
#include "core/mesh/surface_search.h"

namespace orfeas::mesh {
namespace {

constexpr int kMaxSamples = 2048;
constexpr double kCapDistance = 0.25; ///< of a cell, outside the box

// The vertices and triangles of one brick of cells. A vertex belongs to the cell at the lower end of its
// edge.
struct Patch {
    const SparseLattice::Brick* brick = nullptr;
    std::size_t firstVertex = 0;
    std::size_t firstTriangle = 0;
    std::size_t vertices = 0;
    std::size_t triangles = 0;
    std::array<std::uint16_t, SparseLattice::kPoints> vertexOfCell; ///< counted from firstVertex
};

// Turns the marked cells into a mesh, brick by brick: count, give out index ranges, fill.
class Mesher {
public:
    Mesher(const Field& field, const SampledField& samples)
        : m_field(field), m_samples(samples), m_lattice(samples.lattice()),
          m_closed(samples.settings().closedAtBorder) {}

    Result<Mesh> run(const jobs::JobContext& context) {
        listPatches();
        Mesh mesh;
        if (m_patches.empty()) return mesh;
        const std::size_t triangles = m_patches.back().firstTriangle + m_patches.back().triangles;
        if (triangles > m_samples.settings().maxTriangles) {
            return Error{
                ErrorCode::TooLarge,
                "The surface has more triangles than fit; choose a lower resolution or another threshold",
                std::to_string(triangles) + " triangles"};
        }
        mesh.positions.resize(m_patches.back().firstVertex + m_patches.back().vertices);
        mesh.triangles.resize(triangles);
        parallelFor(m_patches.size(), 8, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end && !context.cancelled(); ++i) {
                placeVertices(m_patches[i], mesh);
                placeTriangles(m_patches[i], mesh);
            }
        });
        if (context.cancelled()) return jobs::cancelledError();
        return mesh;
    }

private:
    void listPatches() {
        const auto& table = m_lattice.table();
        m_patchOfSlot.assign(table.size(), 0);
        for (std::size_t slot = 0; slot < table.size(); ++slot) {
            if (!table[slot] || !table[slot]->hasCells) continue;
            m_patchOfSlot[slot] = static_cast<std::uint32_t>(m_patches.size());
            m_patches.emplace_back().brick = table[slot].get();
        }
        parallelFor(m_patches.size(), 8, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                count(m_patches[i]);
        });
        for (std::size_t i = 1; i < m_patches.size(); ++i) {
            m_patches[i].firstVertex = m_patches[i - 1].firstVertex + m_patches[i - 1].vertices;
            m_patches[i].firstTriangle = m_patches[i - 1].firstTriangle + m_patches[i - 1].triangles;
        }
    }

    void count(Patch& patch) const {
        SparseLattice::forEachCell(*patch.brick, [&](LatticePoint cell) {
            const unsigned corners = m_samples.insideCorners(cell);
            patch.vertexOfCell[SparseLattice::local(cell)] = static_cast<std::uint16_t>(patch.vertices);
            patch.vertices += static_cast<std::size_t>(std::popcount(crossedAxes(cell, corners)));
            if (hasTriangles(cell)) patch.triangles += m_table.triangles(corners).size() / 3;
        });
    }

    // Which of a cell's three own edges carry a vertex, as bits.
    unsigned crossedAxes(LatticePoint cell, unsigned corners) const {
        unsigned axes = 0;
        for (unsigned axis = 0; axis < 3; ++axis) {
            const unsigned corner = 1u << axis;
            if ((corners & 1u) == (corners >> corner & 1u)) continue;
            if (m_closed ||
                (m_samples.isReal(cell) && m_samples.isReal(offset(cell, cornerOffset(corner))))) {
                axes |= 1u << axis;
            }
        }
        return axes;
    }

    bool hasTriangles(LatticePoint cell) const {
        return m_closed || (m_samples.isReal(cell) && m_samples.isReal(offset(cell, glm::ivec3(1))));
    }

    double respond(float value) const { return m_field.response ? m_field.response(value) : value; }

    // Where along an edge, from its lower to its upper end, the level is crossed.
    double crossing(LatticePoint lower, LatticePoint upper) const {
        if (!m_samples.isReal(lower)) return 1.0 - kCapDistance;
        if (!m_samples.isReal(upper)) return kCapDistance;
        const double level = respond(m_samples.settings().level);
        const double a = respond(m_lattice.value(lower));
        const double b = respond(m_lattice.value(upper));
        const double t = (level - a) / (b - a);
        const double clearance = m_samples.settings().clearance;
        return std::isnan(t) ? 0.5 : std::clamp(t, clearance, 1.0 - clearance);
    }

    void placeVertices(const Patch& patch, Mesh& mesh) const {
        std::size_t at = patch.firstVertex;
        SparseLattice::forEachCell(*patch.brick, [&](LatticePoint cell) {
            const unsigned axes = crossedAxes(cell, m_samples.insideCorners(cell));
            for (int axis = 0; axis < 3; ++axis) {
                if (!(axes >> axis & 1u)) continue;
                glm::dvec3 sample(glm::ivec3(cell) - m_samples.stride());
                sample[axis] += crossing(cell, offset(cell, cornerOffset(1u << axis)));
                mesh.positions[at++] = glm::vec3(m_samples.position(sample));
            }
        });
    }

    std::uint32_t vertexOf(LatticePoint cell, CellEdge edge) const {
        const LatticePoint owner = offset(cell, cornerOffset(edge.corner));
        const Patch& patch = m_patches[m_patchOfSlot[m_lattice.slot(owner)]];
        const unsigned axes = crossedAxes(owner, m_samples.insideCorners(owner));
        const auto before = static_cast<std::size_t>(std::popcount(axes & ((1u << edge.axis) - 1u)));
        return static_cast<std::uint32_t>(patch.firstVertex +
                                          patch.vertexOfCell[SparseLattice::local(owner)] + before);
    }

    void placeTriangles(const Patch& patch, Mesh& mesh) const {
        std::size_t at = patch.firstTriangle;
        SparseLattice::forEachCell(*patch.brick, [&](LatticePoint cell) {
            if (!hasTriangles(cell)) return;
            const std::vector<std::uint8_t>& edges = m_table.triangles(m_samples.insideCorners(cell));
            for (std::size_t k = 0; k < edges.size(); k += 3) {
                const auto vertex = [&](std::size_t j) {
                    return vertexOf(cell, m_table.edges()[edges[k + j]]);
                };
                mesh.triangles[at++] = {vertex(0), vertex(1), vertex(2)};
            }
        });
    }

    const Field& m_field;
    const SampledField& m_samples;
    const SparseLattice& m_lattice;
    const bool m_closed;
    const MarchingCubesTable& m_table = MarchingCubesTable::instance();
    std::vector<Patch> m_patches;
    std::vector<std::uint32_t> m_patchOfSlot;
};

Result<void> checkSettings(const SurfaceSettings& settings) {
    const glm::vec3 size = settings.box.upper - settings.box.lower;
    for (int axis = 0; axis < 3; ++axis) {
        if (!(size[axis] > 0.0f) || !std::isfinite(size[axis])) {
            return Error{ErrorCode::BadInput, "The box to take a surface from is empty or not finite", {}};
        }
        if (settings.samples[axis] < 2 || settings.samples[axis] > kMaxSamples) {
            return Error{
                ErrorCode::BadInput, "The resolution must be between 2 and 2048 samples per axis", {}};
        }
    }
    if (!(settings.clearance > 0.0f && settings.clearance < 0.5f) || !(settings.guard >= 0.0f)) {
        return Error{ErrorCode::BadInput, "The surface settings are out of range", {}};
    }
    return {};
}

} // namespace

Result<Surface> extractSurface(const Field& field, const SurfaceSettings& settings,
                               const jobs::JobContext& context) {
    ORFEAS_CHECK(checkSettings(settings));
    SampledField samples(field, settings);
    ORFEAS_CHECK(searchSurface(samples, context.part(0.0, 0.9)));
    context.report("making triangles", 0.9);
    ORFEAS_TRY(mesh, Mesher(field, samples).run(context));
    return Surface{std::move(mesh), samples.evaluatedPoints()};
}

} // namespace orfeas::mesh
