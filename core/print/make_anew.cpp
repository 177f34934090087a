#include "core/print/make_anew.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "core/mesh/mesh_facts_job.h"
#include "core/mesh/mesh_parts.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/crossings.h"
#include "core/print/faults.h"
#include "core/print/remesh_engine.h"
#include "core/print/thicken.h"

namespace orfeas::print {
namespace {

// Without the shells that are crumbs or air bubbles left over by the making: only what bounds material counts.
mesh::Mesh withoutCrumbs(const mesh::Mesh& mesh, double share) {
    const mesh::MeshParts parts = mesh::findParts(mesh);
    double largest = 0.0;
    for (const mesh::MeshPart& part : parts.parts)
        largest = std::max(largest, part.volumeMm3);
    std::vector<std::uint8_t> keep(parts.parts.size());
    for (std::size_t i = 0; i < keep.size(); ++i)
        keep[i] = parts.parts[i].volumeMm3 >= share * largest;
    return mesh::keepParts(mesh, parts, keep);
}

double volumeOf(const mesh::Mesh& mesh) {
    return mesh::measure(mesh).volumeMm3;
}

Result<bool> isSolid(const mesh::Mesh& mesh, const jobs::JobContext& context) {
    const mesh::MeshFacts facts = mesh::measure(mesh, context);
    if (context.cancelled()) return jobs::cancelledError();
    if (!facts.solid()) return false;
    const mesh::TriangleTree tree(mesh, context);
    ORFEAS_TRY(pairs, crossingPairsUpTo(1, mesh, tree, context));
    return pairs.empty();
}

// A wrap with so much of its surface this near to an opposite wall is a skin.
constexpr double kSkinMm = 0.4;
constexpr double kSkinShare = 0.03;

constexpr std::size_t kLargestCoarseWrap = 25'000;

bool fatal(const Error& error) {
    return error.code == ErrorCode::Cancelled || error.code == ErrorCode::OutOfMemory;
}

struct Candidate {
    mesh::Mesh mesh;
    RegionKind kind = RegionKind::Remeshed;
    std::string words;
};

// The share of the input's area that lies further than `reach` from the new surface and is not inside it.
double lostShare(const mesh::Mesh& input, const mesh::Mesh& made, double reach) {
    const mesh::TriangleTree tree(made);
    double lost = 0.0, whole = 0.0;
    const glm::dvec3 direction(0.3127, 0.5341, 0.7853);
    for (const glm::uvec3& t : input.triangles) {
        const glm::dvec3 a(input.positions[t.x]), b(input.positions[t.y]), c(input.positions[t.z]);
        const double area = 0.5 * glm::length(glm::cross(b - a, c - a));
        whole += area;
        const glm::dvec3 middle = (a + b + c) / 3.0;
        if (tree.closest(middle, reach)) continue;
        int turns = 0;
        tree.eachHit(middle, direction, 0.0, 1e300,
                     [&](const mesh::TriangleTree::Hit& hit) { turns += hit.fromBehind ? 1 : -1; });
        if (turns <= 0) lost += area;
    }
    return whole > 0.0 ? lost / whole : 1.0;
}

class Maker {
public:
    Maker(const mesh::Mesh& mesh, ChangeLog& log, const RemeshEngine& engine, const jobs::JobContext& context)
        : m_mesh(mesh), m_log(log), m_engine(engine), m_context(context) {
        const glm::dvec3 size(mesh::boundingBox(mesh).size());
        m_longest = std::max({size.x, size.y, size.z});
    }

    Result<Candidate> make() {
        const bool closed = mesh::measure(m_mesh).closed();
        std::optional<mesh::Mesh> coarse;
        if (!closed) {
            // Tells whether anything leaked out: what is thick enough must be in both.
            Result<mesh::Mesh> wrapped = wrap(50.0, 0.0, 0.15);
            if (!wrapped.ok() && fatal(wrapped.error())) return std::move(wrapped).error();
            if (wrapped.ok()) coarse = std::move(*wrapped);
        }
        for (const double fineness : {1.0, 1.75}) {
            ORFEAS_TRY(found, voxels(m_log.settings().voxels * fineness, coarse ? volumeOf(*coarse) : 0.0));
            if (found) return Candidate{std::move(m_found), RegionKind::Remeshed, m_words};
        }
        return wraps(std::move(coarse));
    }

private:
    Result<mesh::Mesh> wrap(double divisor, double from, double to) {
        const double alpha = m_log.diagonal() / divisor;
        return m_engine.alphaWrap(m_mesh, alpha, alpha / 30.0, m_context.part(from, to));
    }

    Result<bool> voxels(double along, double coarseVolume) {
        const double voxel = m_longest / along;
        Result<mesh::Mesh> made = m_engine.voxelRemesh(m_mesh, voxel, 0.0, m_context.part(0.2, 0.4));
        if (!made.ok()) {
            if (fatal(made.error())) return std::move(made).error();
            return false;
        }
        mesh::Mesh body = withoutCrumbs(mesh::weldExact(*made), m_log.settings().crumbShare);
        if (body.empty() || volumeOf(body) < 0.85 * coarseVolume) return false;
        if (lostShare(m_mesh, body, 1.5 * voxel) > 0.02) return false;
        ORFEAS_TRY(solid, isSolid(body, m_context.part(0.38, 0.4)));
        if (!solid) return false;
        ORFEAS_TRY(simple,
                   simplifiedSolid(body, m_log.settings().maxTriangles, 0.0, 20.0, m_context.part(0.4, 0.9)));
        m_found = std::move(simple);
        m_words = "made the whole surface anew from voxels of " + mmText(voxel / m_log.units(1.0));
        return true;
    }

    // A finer wrap that is much smaller has crawled inside: a double skin. Then the coarser one is right.
    Result<Candidate> wraps(std::optional<mesh::Mesh> coarse) {
        if (!coarse) {
            ORFEAS_TRY(wrapped, wrap(50.0, 0.4, 0.5));
            coarse = std::move(wrapped);
        }
        mesh::Mesh best = withoutCrumbs(*coarse, m_log.settings().crumbShare);
        double divisor = 50.0;
        double from = 0.5;
        for (const double finer : {100.0, 150.0}) {
            // A wrap that is this large already takes minutes when it is finer; counted, not timed, to be the same
            // everywhere.
            if (best.triangles.size() > kLargestCoarseWrap) break;
            Result<mesh::Mesh> next = wrap(finer, from, from + 0.25);
            from += 0.25;
            if (!next.ok()) {
                if (fatal(next.error())) return std::move(next).error();
                break;
            }
            mesh::Mesh body = withoutCrumbs(*next, m_log.settings().crumbShare);
            if (volumeOf(body) < 0.85 * volumeOf(best)) break;
            ORFEAS_TRY(skin, findThinWalls(body, m_log.units(kSkinMm), m_context.withSink({})));
            if (skin.areaShare > kSkinShare) break;
            best = std::move(body);
            divisor = finer;
        }
        ORFEAS_TRY(walls, skinToWalls(best));
        ORFEAS_TRY(solid, isSolid(best, m_context.part(0.97, 0.98)));
        if (!solid)
            return Error{ErrorCode::Failed, "The mesh could not be made into a solid", "wrap not solid"};
        ORFEAS_TRY(simple, simplifiedSolid(best, m_log.settings().maxTriangles, 0.0, 20.0,
                                           m_context.part(0.98, 1.0)));
        return Candidate{std::move(simple), RegionKind::Wrapped,
                         "wrapped the whole surface, closing gaps narrower than " +
                             mmText(m_log.diagonal() / divisor / m_log.units(1.0)) +
                             (walls ? ", and gave its skin the thickness of a wall" : "")};
    }

    // What is open so wide that even a coarse wrap crawls inside has no inside: its surface becomes a wall.
    Result<bool> skinToWalls(mesh::Mesh& body) {
        ORFEAS_TRY(skin, findThinWalls(body, m_log.units(kSkinMm), m_context.withSink({})));
        if (skin.areaShare <= kSkinShare) return false;
        const RepairSettings& settings = m_log.settings();
        ORFEAS_TRY(thick, thickened(body, m_log.units(settings.thinMm), m_log.units(settings.thickenToMm),
                                    settings.maxTriangles, m_context));
        if (thick) body = std::move(*thick);
        return true;
    }

    const mesh::Mesh& m_mesh;
    ChangeLog& m_log;
    const RemeshEngine& m_engine;
    const jobs::JobContext& m_context;
    double m_longest = 0.0;
    mesh::Mesh m_found;
    std::string m_words;
};

// What lies where a change that can be turned down had been made still belongs to that change.
void keepRegions(const WorkMesh& before, ChangeLog& log, WorkMesh& made) {
    std::vector<std::uint8_t> isKept;
    for (const RepairRegion& region : log.regions())
        isKept.push_back(region.optional() && !region.ofInput);
    const auto kept = [&](std::uint32_t region) { return region < isKept.size() && isKept[region]; };
    if (std::none_of(before.region.begin(), before.region.end(), kept)) return;
    const mesh::TriangleTree tree(before.mesh);
    parallelFor(made.region.size(), 256, [&](std::size_t begin, std::size_t end) {
        for (std::size_t f = begin; f < end; ++f) {
            const glm::uvec3& t = made.mesh.triangles[f];
            const auto& p = made.mesh.positions;
            const auto near =
                tree.closest((glm::dvec3(p[t.x]) + glm::dvec3(p[t.y]) + glm::dvec3(p[t.z])) / 3.0);
            if (near && kept(before.region[near->triangle])) made.region[f] = before.region[near->triangle];
        }
    });
}

} // namespace

Result<mesh::Mesh> simplifiedSolid(const mesh::Mesh& mesh, std::size_t target, double maxError,
                                   double seconds, const jobs::JobContext& context) {
    if (target > 0 && mesh.triangles.size() <= target && maxError <= 0.0) return mesh;
    ORFEAS_TRY(engine, remeshEngine());
    Result<mesh::Mesh> simple = engine->simplify(mesh, {target, maxError, seconds}, context.part(0.0, 0.95));
    if (!simple.ok()) {
        if (fatal(simple.error())) return std::move(simple).error();
        return mesh;
    }
    mesh::Mesh welded = mesh::weldExact(*simple);
    ORFEAS_TRY(solid, isSolid(welded, context.part(0.95, 1.0)));
    if (!solid) return mesh;
    return welded;
}

Result<void> makeAnew(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context) {
    ORFEAS_TRY(engine, remeshEngine());
    Maker maker(work.mesh, log, *engine, context);
    ORFEAS_TRY(made, maker.make());
    const auto number = log.add(made.kind, "the whole surface", mesh::boundingBox(made.mesh));
    const WorkMesh before = std::exchange(work, workMeshOf(made.mesh));
    std::fill(work.source.begin(), work.source.end(), kNoSource);
    std::fill(work.region.begin(), work.region.end(), number);
    keepRegions(before, log, work);
    log.step(made.words);
    return {};
}

} // namespace orfeas::print
