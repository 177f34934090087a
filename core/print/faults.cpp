#include "core/print/faults.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <glm/geometric.hpp>

#include "core/mesh/mesh_facts_job.h"
#include "core/mesh/triangle_tree.h"

namespace orfeas::print {
namespace {

void judgeShells(const ShellNesting& nesting, Faults& faults) {
    faults.debris = nesting.tooMany;
    if (nesting.tooMany) return;
    for (const ShellPlace& shell : nesting.shells) {
        const bool even = shell.within.size() % 2 == 0;
        faults.inverted += even && shell.volumeMm3 < 0.0;
        faults.nested += !even && shell.volumeMm3 > 0.0;
        faults.floating += !shell.standing;
    }
}

} // namespace

double sectionArea(const mesh::Mesh& mesh, double z) {
    double twice = 0.0;
    for (const glm::uvec3& t : mesh.triangles) {
        std::array<glm::dvec3, 3> p;
        int above = 0;
        for (int k = 0; k < 3; ++k) {
            p[static_cast<std::size_t>(k)] = glm::dvec3(mesh.positions[t[k]]);
            above += p[static_cast<std::size_t>(k)].z > z;
        }
        if (above == 0 || above == 3) continue;
        // The segment runs so that the material lies on its left seen from above.
        glm::dvec2 from(0.0), to(0.0);
        for (std::size_t k = 0; k < 3; ++k) {
            const glm::dvec3 &a = p[k], &b = p[(k + 1) % 3];
            if ((a.z > z) == (b.z > z)) continue;
            const glm::dvec2 x = glm::dvec2(a) + (glm::dvec2(b) - glm::dvec2(a)) * ((z - a.z) / (b.z - a.z));
            (a.z > z ? from : to) = x;
        }
        twice += from.x * to.y - from.y * to.x;
    }
    return 0.5 * std::abs(twice);
}

std::string Faults::inWords() const {
    std::string text;
    const auto say = [&](std::size_t count, const char* one, const char* many) {
        if (count == 0) return;
        if (!text.empty()) text += ", ";
        text += std::to_string(count) + " " + (count == 1 ? one : many);
    };
    const mesh::MeshFacts& f = facts.openEdges > 0 ? facts : welded;
    say(f.openEdges, "open edge", "open edges");
    say(f.nonManifoldEdges, "edge between more than two faces", "edges between more than two faces");
    say(f.nonManifoldVertices, "point where surfaces only touch", "points where surfaces only touch");
    say(f.flippedEdges, "edge whose faces disagree about outside",
        "edges whose faces disagree about outside");
    say(facts.invalidVertices, "point that is no number", "points that are no numbers");
    say(facts.degenerateTriangles, "face without area", "faces without area");
    say(facts.duplicateTriangles, "face that is there twice", "faces that are there twice");
    say(crossings.size(), "pair of faces that cross", "pairs of faces that cross");
    say(inverted, "shell inside out", "shells inside out");
    say(nested, "shell inside another", "shells inside others");
    say(floating, "part in the air", "parts in the air");
    const auto also = [&](bool when, const char* words) {
        if (when) text += (text.empty() ? "" : ", ") + std::string(words);
    };
    also(collapses, "faces that collapse");
    also(debris, "more loose shells than can be told apart");
    also(text.empty() && facts.volumeMm3 <= 0.0, "no volume");
    also(standsOnNothing, "nothing to stand on");
    return text;
}

Result<Faults> findFaults(const mesh::Mesh& mesh, const FaultLimits& limits,
                          const jobs::JobContext& context) {
    Faults faults;
    faults.facts = mesh::measure(mesh, context);
    if (context.cancelled()) return jobs::cancelledError();
    const mesh::Mesh welded = mesh::weldExact(mesh, context);
    if (context.cancelled()) return jobs::cancelledError();
    faults.welded = mesh::measure(welded, context);
    faults.collapses = welded.triangles.size() != mesh.triangles.size();
    if (context.cancelled()) return jobs::cancelledError();
    if (!faults.manifold()) return faults;
    const mesh::TriangleTree tree(welded, context);
    ORFEAS_TRY(crossings, crossingPairs(welded, tree, context));
    faults.crossings = std::move(crossings);
    const ShellNesting nesting = nestShells(welded, tree, faults.crossings, limits.bed, context);
    if (context.cancelled()) return jobs::cancelledError();
    judgeShells(nesting, faults);
    faults.contactMm2 = sectionArea(welded, double(faults.facts.box.lower.z) + limits.firstLayer);
    faults.standsOnNothing = faults.contactMm2 < limits.contactMm2;
    return faults;
}

} // namespace orfeas::print
