#include "core/print/mend_locally.h"

#include <algorithm>
#include <cmath>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/mesh/mesh_facts_job.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/crossings.h"
#include "core/print/edges.h"
#include "core/print/orient_faces.h"
#include "core/print/remesh_engine.h"
#include "core/print/separate.h"
#include "core/print/stitch.h"

namespace orfeas::print {
namespace {

constexpr std::size_t kMostHoleRegions = 200; // one by one up to here; then the small ones together
constexpr std::size_t kMostPatched = 20'000;  // pairs; more is not a place but a tangle

// Only what lies at an open edge has a neighbour to look for.
void weldRims(WorkMesh& work, double tolerance, Cleaning& counts, const jobs::JobContext& context) {
    const EdgeTable edges(work.mesh.triangles, context);
    std::vector<float> reach(work.mesh.positions.size(), 0.0f);
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
        if (edges.sides(e).size() != 1) continue;
        const EdgeTable::Side& side = edges.sides(e)[0];
        const glm::uvec3& t = work.mesh.triangles[side.face];
        reach[t[side.corner]] = reach[t[(side.corner + 1) % 3]] = static_cast<float>(tolerance);
    }
    weldWithin(work, reach, tolerance, counts, context);
}

void joinVertices(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context) {
    Cleaning exact;
    weldExactly(work, exact, context);
    const std::size_t open = countOpenEdges(work.mesh, context);
    Cleaning near;
    if (open > 0) {
        WorkMesh welded = work;
        weldRims(welded, 1e-6 * log.diagonal(), near, context);
        if (near.welded > 0 && countOpenEdges(welded.mesh, context) < open)
            work = std::move(welded);
        else
            near = {};
    }
    if (exact.welded + near.welded > 0)
        log.step("joined " + counted(exact.welded + near.welded, "point", "points") + " that lay on another");
    const auto say = [&](std::size_t count, const char* one, const char* many) {
        if (count > 0) log.step("left out " + counted(count, one, many));
    };
    say(exact.invalid + near.invalid, "face with coordinates that are no numbers",
        "faces with coordinates that are no numbers");
    say(exact.degenerate + near.degenerate, "face without area", "faces without area");
    say(exact.duplicates + near.duplicates, "face that was there twice", "faces that were there twice");
}

void stitchCracks(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context) {
    if (countOpenEdges(work.mesh, context) == 0) return;
    const auto number = log.add(RegionKind::Stitched, "edges joined to a neighbour's point", {});
    const Stitching done = stitch(work, 1e-4 * log.diagonal(), number, context);
    if (done.splitEdges + done.joined == 0) {
        log.regions().pop_back();
        return;
    }
    log.step("stitched " + counted(done.splitEdges, "edge", "edges") + " and joined " +
             counted(done.joined, "point", "points") + " of cracks");
}

void removeFins(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context) {
    const std::vector<std::uint8_t> fins = findFins(work, context);
    std::vector<std::uint32_t> faces, sources;
    for (std::uint32_t f = 0; f < fins.size(); ++f) {
        if (!fins[f]) continue;
        faces.push_back(f);
        sources.push_back(work.source[f]);
    }
    if (faces.empty()) return;
    log.addOfInput(RegionKind::Removed, counted(faces.size(), "face", "faces") + " of fins",
                   boxOf(work.mesh, faces), std::move(sources));
    log.step("removed " + counted(faces.size(), "face", "faces") + " that stood off the surface like fins");
    removeTriangles(work, fins);
    Cleaning counts;
    clean(work, counts, context);
}

void orient(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context) {
    const std::vector<std::uint32_t> turned = orientFaces(work, context);
    if (turned.empty()) return;
    const auto number = log.add(RegionKind::Turned, counted(turned.size(), "face", "faces") + " turned over",
                                boxOf(work.mesh, turned));
    for (const std::uint32_t f : turned)
        work.region[f] = number;
    log.step("turned " + counted(turned.size(), "face", "faces") + " that had inside and outside mistaken");
}

// Whether patches cross anything: then they are made again, flat.
Result<bool> patchesCross(const mesh::Mesh& mesh, std::size_t firstPatchFace,
                          const jobs::JobContext& context) {
    const mesh::TriangleTree tree(mesh, context);
    ORFEAS_TRY(pairs, crossingPairs(mesh, tree, context));
    for (const auto& [a, b] : pairs) {
        if (b >= firstPatchFace) return true;
    }
    return false;
}

void takePatches(WorkMesh& work, ChangeLog& log, HoleFill& fill) {
    const auto before = static_cast<std::uint32_t>(work.mesh.triangles.size());
    work.mesh.positions = std::move(fill.mesh.positions);
    std::uint32_t together = kNoRegion;
    std::size_t filled = 0;
    std::vector<std::uint32_t> ends = fill.patchStart;
    ends.push_back(static_cast<std::uint32_t>(fill.mesh.triangles.size()));
    for (std::size_t i = 0; i < fill.patchStart.size(); ++i) {
        mesh::Box box;
        for (std::uint32_t f = ends[i]; f < ends[i + 1]; ++f) {
            for (int k = 0; k < 3; ++k) {
                const glm::vec3& p = work.mesh.positions[fill.mesh.triangles[f][k]];
                box.lower = glm::min(box.lower, p);
                box.upper = glm::max(box.upper, p);
            }
        }
        const std::string key = log.keyFor(RegionKind::Filled, box);
        if (log.rejected(key)) continue;
        std::uint32_t number = together;
        if (i < kMostHoleRegions || number == kNoRegion) {
            const double across = glm::length(glm::dvec3(box.size())) / log.units(1.0);
            number = log.add(RegionKind::Filled,
                             i < kMostHoleRegions ? "hole of " + std::to_string(fill.holeEdges[i]) +
                                                        " edges, " + mmText(across) + " across"
                                                  : std::string("further holes"),
                             box, i < kMostHoleRegions ? key : std::string());
            if (i >= kMostHoleRegions) together = number;
        }
        for (std::uint32_t f = ends[i]; f < ends[i + 1]; ++f)
            work.add(fill.mesh.triangles[f], kNoSource, number);
        ++filled;
    }
    if (filled > 0) log.step("filled " + counted(filled, "hole", "holes"));
    if (fill.unfilled > 0)
        log.step(counted(fill.unfilled, "hole", "holes") + " could not be filled where it is");
    static_cast<void>(before);
}

Result<void> fillHoles(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context) {
    if (countOpenEdges(work.mesh, context) == 0) return {};
    const Result<const RemeshEngine*> engine = remeshEngine();
    if (!engine.ok()) {
        log.step("holes stay open: " + engine.error().userText);
        return {};
    }
    Result<HoleFill> fill = (*engine)->fillHoles(work.mesh, true, context.part(0.0, 0.6));
    if (fill.ok()) {
        ORFEAS_TRY(cross, patchesCross(fill->mesh, work.mesh.triangles.size(), context.part(0.6, 0.7)));
        if (cross) fill = (*engine)->fillHoles(work.mesh, false, context.part(0.7, 1.0));
    }
    if (!fill.ok()) {
        if (fill.error().code == ErrorCode::Cancelled || fill.error().code == ErrorCode::OutOfMemory)
            return std::move(fill).error();
        log.step("the holes could not be filled where they are");
        return {};
    }
    takePatches(work, log, *fill);
    return {};
}

void separateBodies(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context) {
    const Separation done = separate(work, 1e-5 * log.diagonal(), context);
    if (done.vertices == 0) return;
    const auto number = log.add(RegionKind::Separated,
                                counted(done.vertices, "point", "points") + " where bodies only touched",
                                boxOf(work.mesh, done.faces));
    for (const std::uint32_t f : done.faces)
        work.region[f] = number;
    log.step("parted bodies that met at an edge or a point only, by " +
             mmText(2e-5 * log.diagonal() / log.units(1.0)));
}

// Faces of the pairs and `rings` rings of neighbours around them.
std::vector<std::uint8_t> facesAround(const mesh::Mesh& mesh, const std::vector<FacePair>& pairs, int rings) {
    std::vector<std::uint8_t> marked(mesh.triangles.size(), 0);
    for (const auto& [a, b] : pairs)
        marked[a] = marked[b] = 1;
    std::vector<std::uint8_t> vertex(mesh.positions.size());
    for (int ring = 0; ring < rings; ++ring) {
        std::fill(vertex.begin(), vertex.end(), std::uint8_t(0));
        for (std::size_t f = 0; f < marked.size(); ++f) {
            const glm::uvec3& t = mesh.triangles[f];
            if (marked[f]) vertex[t.x] = vertex[t.y] = vertex[t.z] = 1;
        }
        for (std::size_t f = 0; f < marked.size(); ++f) {
            const glm::uvec3& t = mesh.triangles[f];
            marked[f] = marked[f] || vertex[t.x] || vertex[t.y] || vertex[t.z];
        }
    }
    return marked;
}

// How far what was taken out lies from what replaced it, at most.
double strayOf(const WorkMesh& before, const std::vector<std::uint8_t>& removed,
               const mesh::TriangleTree& after) {
    double stray = 0.0;
    for (std::size_t f = 0; f < removed.size(); ++f) {
        if (!removed[f]) continue;
        const glm::uvec3& t = before.mesh.triangles[f];
        const glm::dvec3 middle =
            (glm::dvec3(before.mesh.positions[t.x]) + glm::dvec3(before.mesh.positions[t.y]) +
             glm::dvec3(before.mesh.positions[t.z])) /
            3.0;
        if (const auto near = after.closest(middle)) stray = std::max(stray, near->distance);
    }
    return stray;
}

// One try: take out the faces, fill the gap, keep the outcome when it is closed and near.
Result<bool> patchOnce(WorkMesh& work, const std::vector<FacePair>& pairs, int rings, std::uint32_t region,
                       const RemeshEngine& engine, double maxStray, const jobs::JobContext& context) {
    const std::vector<std::uint8_t> marked = facesAround(work.mesh, pairs, rings);
    std::size_t shellsBefore = 0, shellsAfter = 0;
    edgeParts(work.mesh.triangles, true, shellsBefore, context);
    WorkMesh next = work;
    removeTriangles(next, marked);
    Cleaning counts;
    clean(next, counts, context);
    if (next.mesh.empty()) return false;
    Result<HoleFill> fill = engine.fillHoles(next.mesh, false, context.part(0.0, 0.7));
    if (!fill.ok()) {
        if (fill.error().code == ErrorCode::Cancelled) return std::move(fill).error();
        return false;
    }
    if (fill->unfilled > 0) return false;
    next.mesh.positions = std::move(fill->mesh.positions);
    for (std::size_t f = next.mesh.triangles.size(); f < fill->mesh.triangles.size(); ++f)
        next.add(fill->mesh.triangles[f], kNoSource, region);
    edgeParts(next.mesh.triangles, true, shellsAfter, context);
    if (context.cancelled()) return jobs::cancelledError();
    if (shellsAfter != shellsBefore || !mesh::measure(next.mesh, context).solid()) return false;
    const mesh::TriangleTree tree(next.mesh, context);
    if (strayOf(work, marked, tree) > maxStray) return false;
    ORFEAS_TRY(left, crossingPairsUpTo(pairs.size(), next.mesh, tree, context.part(0.7, 1.0)));
    if (left.size() >= pairs.size()) return false;
    work = std::move(next);
    return true;
}

} // namespace

Result<void> mendSurface(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context) {
    const auto stopped = [&] { return context.cancelled(); };
    context.report("joining points", 0.0);
    joinVertices(work, log, context);
    if (stopped()) return jobs::cancelledError();
    stitchCracks(work, log, context.part(0.2, 0.4));
    if (stopped()) return jobs::cancelledError();
    context.report("looking for fins", 0.4);
    removeFins(work, log, context);
    if (stopped()) return jobs::cancelledError();
    context.report("turning faces", 0.45);
    orient(work, log, context);
    if (stopped()) return jobs::cancelledError();
    ORFEAS_CHECK(fillHoles(work, log, context.part(0.5, 0.9)));
    context.report("parting bodies", 0.9);
    separateBodies(work, log, context);
    if (stopped()) return jobs::cancelledError();
    return {};
}

Result<void> patchCrossings(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context) {
    const Result<const RemeshEngine*> engine = remeshEngine();
    if (!engine.ok() || !mesh::measure(work.mesh, context).closed()) return {};
    const WorkMesh before = work;
    const std::size_t regionsBefore = log.regions().size();
    const auto number = log.add(RegionKind::Patched, "places where the surface ran through itself", {});
    std::size_t first = 0;
    for (int attempt = 0; attempt < 12; ++attempt) {
        const jobs::JobContext turn = context.part(attempt / 12.0, (attempt + 1) / 12.0);
        turn.report("untangling", 0.0);
        const mesh::TriangleTree tree(work.mesh, context);
        ORFEAS_TRY(pairs, crossingPairsUpTo(kMostPatched, work.mesh, tree, turn.part(0.0, 0.2)));
        if (attempt == 0) first = pairs.size();
        if (pairs.empty()) break;
        if (pairs.size() >= kMostPatched) break;
        bool better = false;
        for (int rings = 0; rings < 4 && !better; ++rings) {
            ORFEAS_TRY(done, patchOnce(work, pairs, rings, number, **engine, 1e-2 * log.diagonal(),
                                       turn.part(0.2, 1.0)));
            better = done;
        }
        if (!better) break;
    }
    const mesh::TriangleTree tree(work.mesh, context);
    ORFEAS_TRY(left, crossingPairsUpTo(1, work.mesh, tree, context.part(0.99, 1.0)));
    if (!left.empty() || first == 0) {
        work = before;
        log.regions().resize(regionsBefore);
        return {};
    }
    log.step("made anew the places where the surface ran through itself (" + counted(first, "pair", "pairs") +
             " of faces)");
    return {};
}

} // namespace orfeas::print
