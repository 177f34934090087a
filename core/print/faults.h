// What keeps a mesh from being a printable solid, counted quickly: the one test that repair starts and ends with.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/mesh/mesh_facts.h"
#include "core/print/crossings.h"
#include "core/print/shell_nesting.h"

namespace orfeas::print {

struct FaultLimits {
    double bed = 0.1;         ///< mm above the lowest point that still stand on the bed
    double firstLayer = 0.1;  ///< mm above the lowest point where the contact is measured
    double contactMm2 = 0.5;  ///< less is standing on nothing
    double crumbShare = 1e-3; ///< of the largest shell
};

struct Faults {
    mesh::MeshFacts facts;  ///< by index
    mesh::MeshFacts welded; ///< with equal positions joined, as formats without indices do
    bool collapses = false; ///< triangles vanish when equal positions are joined
    std::vector<FacePair> crossings;
    std::size_t inverted = 0;
    std::size_t nested = 0;
    std::size_t floating = 0;
    bool debris = false; ///< more shells than can be told apart
    double contactMm2 = 0.0;
    bool standsOnNothing = false;

    bool manifold() const { return facts.solid() && welded.solid() && !collapses; }
    bool solid() const { return manifold() && crossings.empty() && inverted == 0 && nested == 0 && !debris; }
    bool sound() const { return solid() && floating == 0 && !standsOnNothing; }
    /// "12 open edges, 3 crossing faces"; empty when sound.
    std::string inWords() const;
};

/// Fails only when cancelled.
Result<Faults> findFaults(const mesh::Mesh& mesh, const FaultLimits& limits, const jobs::JobContext& context);

/// Area of the section at height z; of a closed oriented mesh.
double sectionArea(const mesh::Mesh& mesh, double z);

} // namespace orfeas::print
