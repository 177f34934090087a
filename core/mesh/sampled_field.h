// A field seen through a sparse lattice: which points have been asked for, and on which side of the level
// they are.
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/sparse_lattice.h"
#include "core/mesh/surface_extractor.h"

namespace orfeas::mesh {

/// Where corner c of a cell lies, in cells (core/mesh/marching_cubes_table.h has the same order).
inline glm::ivec3 cornerOffset(unsigned corner) {
    return {static_cast<int>(corner & 1u), static_cast<int>(corner >> 1 & 1u),
            static_cast<int>(corner >> 2 & 1u)};
}

inline LatticePoint offset(LatticePoint point, glm::ivec3 by) {
    return LatticePoint(glm::ivec3(point) + by);
}

/// The samples of one extraction. Lattice coordinates are shifted by one coarse cell, so that every cell
/// which touches the box, from outside too, has coordinates >= 0; points beyond the box ("not real") count as
/// outside the surface and have no value. One thread writes; then many may read.
class SampledField {
public:
    SampledField(const Field& field, const SurfaceSettings& settings);

    int stride() const { return m_stride; } ///< of the coarse lattice, in samples; a power of two
    glm::ivec3 coarseCells() const { return m_coarseCells; }
    const SurfaceSettings& settings() const { return m_settings; }
    SparseLattice& lattice() { return m_lattice; }
    const SparseLattice& lattice() const { return m_lattice; }
    std::size_t evaluatedPoints() const { return m_evaluated; }

    bool isReal(LatticePoint point) const {
        const glm::ivec3 sample = glm::ivec3(point) - m_stride;
        const glm::ivec3 last = m_settings.samples - 1;
        return sample.x >= 0 && sample.y >= 0 && sample.z >= 0 && sample.x <= last.x && sample.y <= last.y &&
               sample.z <= last.z;
    }
    bool isInside(LatticePoint point) const {
        return isReal(point) && m_lattice.value(point) > m_settings.level;
    }

    /// A bit for each inside corner of the cell of `stride` samples.
    unsigned insideCorners(LatticePoint cell, int stride = 1) const {
        unsigned bits = 0;
        for (unsigned c = 0; c < 8; ++c) {
            bits |= static_cast<unsigned>(isInside(offset(cell, cornerOffset(c) * stride))) << c;
        }
        return bits;
    }

    /// In space. `sample` is in samples from the lower corner of the box.
    glm::dvec3 position(glm::dvec3 sample) const;

    /// Asks for a value, once; points outside the box are passed over.
    void request(LatticePoint point) {
        if (isReal(point) && m_lattice.request(point)) m_pending.push_back(point);
    }
    /// Gives every requested point its value.
    Result<void> evaluatePending(const jobs::JobContext& context);

    /// TooLarge when the samples near the surface take more memory than the settings allow, Cancelled when
    /// stopped.
    Result<void> mayGoOn(const jobs::JobContext& context) const;

private:
    Result<void> evaluate(std::span<const glm::vec3> points, std::span<float> values) const;

    const Field& m_field;
    const SurfaceSettings& m_settings;
    int m_stride;
    glm::ivec3 m_coarseCells;
    SparseLattice m_lattice;
    std::vector<LatticePoint> m_pending;
    std::size_t m_evaluated = 0;
};

} // namespace orfeas::mesh
