#include "core/print/repair.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "core/jobs/long_loop.h"
#include "core/mesh/mesh_facts.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/appearance.h"
#include "core/print/change_log.h"
#include "core/print/far_away.h"
#include "core/print/faults.h"
#include "core/print/make_anew.h"
#include "core/print/mend_locally.h"
#include "core/print/mend_shells.h"
#include "core/print/remesh_engine.h"
#include "core/print/thicken.h"
#include "core/print/work_mesh.h"

namespace orfeas::print {
namespace {

FaultLimits limitsFor(const ChangeLog& log) {
    FaultLimits limits;
    limits.bed = log.units(limits.bed);
    limits.firstLayer = log.units(limits.firstLayer);
    limits.contactMm2 = log.units(log.units(limits.contactMm2));
    limits.crumbShare = log.settings().crumbShare;
    return limits;
}

bool acceptable(const Faults& faults, const RepairSettings& settings) {
    return faults.solid() && (faults.floating == 0 || !settings.removeFloating) &&
           (!faults.standsOnNothing || !settings.flatBase);
}

// A drawing: everything lies in one plane.
bool isFlat(const mesh::Mesh& mesh, double diagonal) {
    const glm::vec3 size = mesh::boundingBox(mesh).size();
    return double(std::min({size.x, size.y, size.z})) <= 1e-5 * diagonal;
}

class Job {
public:
    Job(std::shared_ptr<const mesh::Mesh> input, const RepairSettings& settings,
        const jobs::JobContext& context)
        : m_input(std::move(input)), m_settings(settings), m_context(context), m_log(*m_input, settings) {}

    Result<Repair> run() {
        if (m_input->empty()) return Error{ErrorCode::BadInput, "There are no triangles to repair", {}};
        m_context.report("checking", 0.0);
        ORFEAS_TRY(before, findFaults(*m_input, limitsFor(m_log), m_context.part(0.0, 0.05)));
        const bool sound = acceptable(before, m_settings);
        bool thick = m_settings.thin == ThinParts::Thicken;
        if (sound && m_settings.thin == ThinParts::WhenUnprintable) {
            ORFEAS_TRY(unprintable, isTooThin(*m_input, 0.05, 0.1));
            thick = unprintable;
        }
        if (sound && !thick) return unchanged(before);
        change() = workMeshOf(*m_input);
        m_volumeBefore = before.facts.volumeMm3;
        if (!sound) ORFEAS_CHECK(mend());
        if (!sound && m_settings.thin == ThinParts::WhenUnprintable) {
            ORFEAS_TRY(unprintable, isTooThin(m_work.mesh, 0.88, 0.9));
            thick = unprintable;
        }
        if (thick) {
            ORFEAS_TRY(changed, thicken());
            if (sound && !changed) return unchanged(before);
        }
        return finish();
    }

private:
    Result<Repair> unchanged(const Faults& faults) const {
        Repair out;
        out.mesh = m_input;
        out.displacementMm.assign(m_input->positions.size(), 0.0f);
        out.volumeBeforeMm3 = out.volumeAfterMm3 = faults.facts.volumeMm3;
        return out;
    }

    // Of the mesh as it is now; looked for again only after a change.
    Result<Faults> faults(double from, double to) {
        if (!m_faults) {
            ORFEAS_TRY(found, findFaults(m_work.mesh, limitsFor(m_log), m_context.part(from, to)));
            m_faults = std::move(found);
        }
        return *m_faults;
    }
    // To be called before anything works on m_work.
    WorkMesh& change() {
        m_faults.reset();
        return m_work;
    }

    Result<void> mend() {
        ORFEAS_CHECK(mendSurface(change(), m_log, m_context.part(0.05, 0.2)));
        if (m_work.mesh.empty())
            return Error{ErrorCode::BadInput, "No triangle has an area: there is nothing to repair", {}};
        const double diagonal = glm::length(glm::dvec3(mesh::boundingBox(m_work.mesh).size()));
        if (isFlat(m_work.mesh, diagonal)) return flatDrawing();
        const WorkMesh surface = m_work; // for making anew: with everything that overlaps still there
        ORFEAS_CHECK(mendShells(change(), m_log, m_context.part(0.2, 0.32)));
        m_context.report("checking", 0.32);
        ORFEAS_TRY(local, faults(0.32, 0.35));
        if (local.manifold() && !local.crossings.empty()) {
            ORFEAS_CHECK(patchCrossings(change(), m_log, m_context.part(0.35, 0.45)));
            ORFEAS_CHECK(mendShells(change(), m_log, m_context.part(0.45, 0.48)));
        }
        ORFEAS_TRY(patched, faults(0.48, 0.5));
        if (!patched.solid()) ORFEAS_CHECK(remesh(patched, surface));
        return standFlat();
    }

    // A sheet has no inside; a plate of the thickness of a good wall has its outline.
    Result<void> flatDrawing() {
        const std::string key = "thickened";
        if (m_settings.thin == ThinParts::Protect || m_log.rejected(key)) {
            return Error{
                ErrorCode::BadInput,
                "This is a flat drawing without any volume: give it a thickness first, for instance by "
                "extruding it",
                {}};
        }
        ORFEAS_TRY(plate, plateOf(m_work.mesh, m_log.units(m_settings.thickenToMm), m_settings.maxTriangles,
                                  m_context.part(0.2, 0.8)));
        takeThickened(plate, "the whole drawing", key);
        m_log.step("gave the flat drawing a thickness of " + mmText(m_settings.thickenToMm));
        return standFlat();
    }

    void takeThickened(const mesh::Mesh& made, const std::string& what, const std::string& key) {
        const auto number = m_log.add(RegionKind::Thickened, what, mesh::boundingBox(made), key);
        change() = workMeshOf(made);
        std::fill(m_work.source.begin(), m_work.source.end(), kNoSource);
        std::fill(m_work.region.begin(), m_work.region.end(), number);
    }

    Result<void> remesh(const Faults& why, const WorkMesh& surface) {
        if (!m_settings.allowRemesh) {
            return Error{ErrorCode::Failed,
                         "It cannot be mended where it is (" + why.inWords() + "); allow it to be remeshed",
                         {}};
        }
        // Who wants a hole left open does not want the surface made anew without it.
        for (const std::string& key : m_settings.rejected) {
            if (key.starts_with(nameOf(RegionKind::Filled))) return {};
        }
        if (m_work.mesh.empty()) change() = surface;
        ORFEAS_CHECK(makeAnew(change(), m_log, m_context.part(0.5, 0.85)));
        return mendShells(change(), m_log, m_context.part(0.85, 0.88));
    }

    // Cuts the underside until there is something to stand on.
    Result<void> standFlat() {
        if (!m_settings.flatBase || m_work.mesh.empty()) return {};
        double cut = m_log.units(m_settings.base);
        for (int attempt = 0; attempt < 4; ++attempt) {
            ORFEAS_TRY(now, faults(0.88, 0.9));
            if (!now.standsOnNothing || !now.solid()) return {};
            const mesh::Box box = mesh::boundingBox(m_work.mesh);
            const std::string key = "flattened";
            if (m_log.rejected(key)) return {};
            ORFEAS_TRY(engine, remeshEngine());
            const double height = double(box.lower.z) + cut;
            Result<mesh::Mesh> lifted =
                engine->cut(m_work.mesh, {0.0, 0.0, -1.0}, -height, m_context.part(0.9, 0.92));
            if (!lifted.ok()) return std::move(lifted).error();
            takeCut(mesh::weldExact(*lifted), height, key, cut);
            cut *= 2.0;
        }
        return {};
    }

    void takeCut(mesh::Mesh lifted, double height, const std::string& key, double cut) {
        mesh::Box base = mesh::boundingBox(lifted);
        base.upper.z = base.lower.z;
        const auto number = m_log.add(RegionKind::Flattened, "underside cut flat", base, key);
        change() = workMeshOf(lifted);
        std::fill(m_work.source.begin(), m_work.source.end(), kNoSource);
        for (std::size_t f = 0; f < lifted.triangles.size(); ++f) {
            const glm::uvec3& t = lifted.triangles[f];
            bool low = true;
            for (int k = 0; k < 3; ++k)
                low = low && std::abs(double(lifted.positions[t[k]].z) - height) < 1e-6 * m_log.diagonal();
            if (low) m_work.region[f] = number;
        }
        m_log.step("cut " + mmText(cut / m_log.units(1.0)) + " off the underside, to stand on");
    }

    Result<bool> isTooThin(const mesh::Mesh& mesh, double from, double to) {
        constexpr double kShare = 0.05;
        ORFEAS_TRY(walls, findThinWalls(mesh, m_log.units(m_settings.lineMm), m_context.part(from, to)));
        return walls.areaShare > kShare;
    }

    Result<bool> thicken() {
        const std::string key = "thickened";
        if (m_log.rejected(key)) return false;
        ORFEAS_TRY(thick,
                   thickened(m_work.mesh, m_log.units(m_settings.thinMm), m_log.units(m_settings.thickenToMm),
                             m_settings.maxTriangles, m_context.part(0.9, 0.96)));
        if (!thick) return false;
        takeThickened(*thick, "walls thinner than " + mmText(m_settings.thinMm), key);
        m_log.step("made walls thinner than " + mmText(m_settings.thinMm) + " " +
                   mmText(m_settings.thickenToMm) + " thick");
        ORFEAS_CHECK(mendShells(change(), m_log, m_context.part(0.96, 0.97)));
        ORFEAS_CHECK(standFlat());
        return true;
    }

    Result<Repair> finish() {
        m_context.report("checking", 0.97);
        ORFEAS_TRY(after, faults(0.97, 0.98));
        const bool good = acceptable(after, m_settings);
        if (!good && m_settings.rejected.empty()) {
            return Error{
                ErrorCode::Failed, "It could not be made a solid: left over are " + after.inWords(), {}};
        }
        Repair out;
        out.changed = true;
        out.solid = good;
        out.volumeBeforeMm3 = m_volumeBefore;
        out.volumeAfterMm3 = after.facts.volumeMm3;
        auto made = std::make_shared<mesh::Mesh>(std::move(m_work.mesh));
        const mesh::TriangleTree tree(*m_input, m_context);
        carryAppearance(*m_input, tree, m_work.source, *made, m_context.part(0.98, 0.985));
        if (m_context.cancelled()) return jobs::cancelledError();
        for (const RepairRegion& region : m_log.regions())
            m_regionKinds.push_back(region.kind);
        ORFEAS_CHECK(
            m_log.moved().empty()
                ? measureDisplacement(*made, tree, out)
                : measureDisplacement(
                      *made, mesh::TriangleTree(whereItStands(*m_input, m_log.moved()), m_context), out));
        out.mesh = std::move(made);
        out.steps = std::move(m_log.steps());
        out.regions = std::move(m_log.regions());
        gatherRegions(out);
        return out;
    }

    Result<void> measureDisplacement(const mesh::Mesh& made, const mesh::TriangleTree& tree,
                                     Repair& out) const {
        out.displacementMm.assign(made.positions.size(), 0.0f);
        const jobs::JobContext share = m_context.part(0.985, 1.0);
        jobs::SharedProgress progress(share, "measuring what moved", made.positions.size());
        parallelFor(made.positions.size(), 1024, [&](std::size_t begin, std::size_t end) {
            for (std::size_t v = begin; v < end; ++v) {
                if (v % 256 == 0) {
                    if (m_context.cancelled()) return;
                    progress.add(std::min<std::size_t>(256, made.positions.size() - v));
                }
                if (const auto near = tree.closest(glm::dvec3(made.positions[v])))
                    out.displacementMm[v] = static_cast<float>(near->distance);
            }
        });
        if (m_context.cancelled()) return jobs::cancelledError();
        double area = 0.0, sum = 0.0;
        for (std::size_t f = 0; f < made.triangles.size(); ++f) {
            if (isLocal(m_work.region[f])) continue;
            const glm::uvec3& t = made.triangles[f];
            const glm::dvec3 a(made.positions[t.x]), b(made.positions[t.y]), c(made.positions[t.z]);
            const double here = 0.5 * glm::length(glm::cross(b - a, c - a));
            area += here;
            sum += here *
                   (double(out.displacementMm[t.x]) + double(out.displacementMm[t.y]) +
                    double(out.displacementMm[t.z])) /
                   3.0;
        }
        for (const float d : out.displacementMm)
            out.maxDeviationMm = std::max(out.maxDeviationMm, double(d));
        out.meanDeviationMm = area > 0.0 ? sum / area : 0.0;
        return {};
    }

    bool isLocal(std::uint32_t region) const {
        if (region == kNoRegion || region >= m_regionKinds.size()) return false;
        const RegionKind kind = m_regionKinds[region];
        return kind == RegionKind::Filled || kind == RegionKind::Flattened || kind == RegionKind::Patched;
    }

    void gatherRegions(Repair& out) const {
        for (std::uint32_t f = 0; f < m_work.region.size(); ++f) {
            if (m_work.region[f] == kNoRegion || m_work.region[f] >= out.regions.size()) continue;
            RepairRegion& region = out.regions[m_work.region[f]];
            if (region.ofInput) continue;
            region.faces.push_back(f);
            const glm::uvec3& t = out.mesh->triangles[f];
            for (int k = 0; k < 3; ++k) {
                region.maxDeviationMm = std::max(region.maxDeviationMm, out.displacementMm[t[k]]);
                region.box.lower = glm::min(region.box.lower, out.mesh->positions[t[k]]);
                region.box.upper = glm::max(region.box.upper, out.mesh->positions[t[k]]);
            }
        }
        // What a later change made anew is told there.
        std::erase_if(out.regions, [](const RepairRegion& region) {
            return region.faces.empty() && !region.ofInput && !region.optional();
        });
    }

    std::shared_ptr<const mesh::Mesh> m_input;
    const RepairSettings& m_settings;
    const jobs::JobContext& m_context;
    ChangeLog m_log;
    WorkMesh m_work;
    std::optional<Faults> m_faults; ///< of m_work
    std::vector<RegionKind> m_regionKinds;
    double m_volumeBefore = 0.0;
};

constexpr const char* kMovedHome = "moved-to-origin";

// Everything was worked out where it was moved to: what is shown of the input lies where that is.
void tellMove(Repair& repair, const glm::vec3& way) {
    for (RepairRegion& region : repair.regions) {
        if (!region.ofInput || region.box.empty()) continue;
        region.box.lower -= way;
        region.box.upper -= way;
    }
    const double metres = glm::length(glm::dvec3(way)) / 1000.0;
    RepairRegion all;
    all.kind = RegionKind::Moved;
    all.text =
        "the whole object, moved to the origin from " + std::to_string(std::llround(metres)) + " m away";
    all.box = mesh::boundingBox(*repair.mesh);
    all.faces.resize(repair.mesh->triangles.size());
    std::iota(all.faces.begin(), all.faces.end(), 0u);
    all.key = kMovedHome;
    repair.steps.insert(repair.steps.begin(), "moved it to the origin, its shape as it was");
    repair.regions.insert(repair.regions.begin(), std::move(all));
    repair.changed = true;
}

} // namespace

const char* nameOf(RegionKind kind) {
    switch (kind) {
    case RegionKind::Welded:
        return "welded";
    case RegionKind::Cleaned:
        return "cleaned";
    case RegionKind::Stitched:
        return "stitched";
    case RegionKind::Separated:
        return "separated";
    case RegionKind::Turned:
        return "turned";
    case RegionKind::Filled:
        return "filled";
    case RegionKind::Moved:
        return "moved";
    case RegionKind::Removed:
        return "removed";
    case RegionKind::Patched:
        return "patched";
    case RegionKind::United:
        return "united";
    case RegionKind::Remeshed:
        return "remeshed";
    case RegionKind::Wrapped:
        return "wrapped";
    case RegionKind::Flattened:
        return "flattened";
    case RegionKind::Thickened:
        return "thickened";
    }
    return "";
}

Result<Repair> repair(std::shared_ptr<const mesh::Mesh> mesh, const RepairSettings& settings,
                      const jobs::JobContext& context) {
    const mesh::Box box = usableBox(*mesh);
    const auto& rejected = settings.rejected;
    if (!isFarAway(box) || std::find(rejected.begin(), rejected.end(), kMovedHome) != rejected.end())
        return Job(std::move(mesh), settings, context).run();
    const glm::vec3 way = wayHome(box);
    auto moved = std::make_shared<mesh::Mesh>(*mesh);
    for (glm::vec3& p : moved->positions)
        p += way;
    ORFEAS_TRY(repaired, Job(std::move(moved), settings, context).run());
    tellMove(repaired, way);
    return repaired;
}

} // namespace orfeas::print
