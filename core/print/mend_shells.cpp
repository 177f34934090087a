#include "core/print/mend_shells.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/mesh/mesh_facts_job.h"
#include "core/mesh/triangle_tree.h"
#include "core/print/crossings.h"
#include "core/print/remesh_engine.h"
#include "core/print/shell_nesting.h"

namespace orfeas::print {
namespace {

constexpr std::size_t kMostUnions = 64;

enum class Fate { Keep, Turn, Remove, SetDown };

struct Decision {
    Fate fate = Fate::Keep;
    const char* why = "";
};

std::vector<std::vector<std::uint32_t>> facesOfShells(const ShellNesting& nesting) {
    std::vector<std::vector<std::uint32_t>> faces(nesting.shells.size());
    for (std::uint32_t f = 0; f < nesting.of.size(); ++f)
        faces[nesting.of[f]].push_back(f);
    return faces;
}

double largestVolume(const ShellNesting& nesting) {
    double largest = 0.0;
    for (const ShellPlace& shell : nesting.shells)
        largest = std::max(largest, std::abs(shell.volumeMm3));
    return largest;
}

// What becomes of each shell, the outer ones decided first: turning a shell turns what is inside it too.
std::vector<Decision> decide(const ShellNesting& nesting, const RepairSettings& settings) {
    const std::size_t n = nesting.shells.size();
    std::vector<std::uint32_t> order(n);
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        return nesting.shells[a].within.size() < nesting.shells[b].within.size();
    });
    const double largest = largestVolume(nesting);
    std::vector<Decision> out(n);
    std::vector<std::uint8_t> turned(n, 0);
    for (const std::uint32_t s : order) {
        const ShellPlace& shell = nesting.shells[s];
        std::size_t depth = 0;
        for (const std::uint32_t o : shell.within)
            depth += out[o].fate != Fate::Remove;
        const double size = std::abs(shell.volumeMm3);
        if (size < 1e-7 * largest) {
            out[s] = {Fate::Remove, "without volume"};
            continue;
        }
        turned[s] = depth > 0 && shell.outer >= 0 ? turned[static_cast<std::size_t>(shell.outer)] : 0;
        double volume = turned[s] ? -shell.volumeMm3 : shell.volumeMm3;
        if (depth == 0 && volume < 0.0) {
            turned[s] = !turned[s];
            volume = -volume;
        }
        if (depth % 2 == 1 && volume > 0.0) out[s] = {Fate::Remove, "inside solid material"};
        if (depth % 2 == 0 && depth > 0) out[s] = {Fate::Remove, "loose inside a cavity"};
        if (depth == 0 && !shell.standing && settings.removeFloating) {
            if (size < settings.crumbShare * largest)
                out[s] = {Fate::Remove, "a crumb in the air"};
            else if (size < 0.02 * largest)
                out[s] = {Fate::Remove, "in the air"};
            else
                out[s] = {Fate::SetDown, "in the air"};
        }
        if (out[s].fate == Fate::Keep && turned[s]) out[s].fate = Fate::Turn;
        // A removed or lowered shell was turned first; its insides follow it all the same.
        if (out[s].fate == Fate::SetDown && turned[s]) out[s].why = "in the air and inside out";
    }
    // What lies in a removed shell that hangs in the air goes with it.
    for (const std::uint32_t s : order) {
        const std::int32_t outer = nesting.shells[s].outer;
        if (outer >= 0 && out[static_cast<std::size_t>(outer)].fate == Fate::Remove &&
            nesting.shells[s].within.size() % 2 == 1 &&
            !nesting.shells[static_cast<std::size_t>(outer)].standing)
            out[s] = {Fate::Remove, "inside a part that was removed"};
    }
    return out;
}

// Lowers a part to the bed where it is, or beside everything else when something stands there.
void setDown(WorkMesh& work, const ShellNesting& nesting,
             const std::vector<std::vector<std::uint32_t>>& faces, std::uint32_t shell,
             const std::vector<Decision>& decisions, ChangeLog& log, double& beside) {
    const mesh::Box& box = nesting.shells[shell].box;
    float bed = 3e38f;
    bool blocked = false;
    for (std::uint32_t s = 0; s < nesting.shells.size(); ++s) {
        if (decisions[s].fate == Fate::Remove) continue;
        const mesh::Box& other = nesting.shells[s].box;
        bed = std::min(bed, other.lower.z);
        if (s == shell || nesting.shells[s].within.size() > 0) continue;
        const bool apart = other.lower.x > box.upper.x || box.lower.x > other.upper.x ||
                           other.lower.y > box.upper.y || box.lower.y > other.upper.y;
        blocked = blocked || !apart;
    }
    glm::vec3 move(0.0f, 0.0f, bed - box.lower.z);
    if (blocked) {
        const double gap = 0.02 * log.diagonal();
        move.x = static_cast<float>(beside + gap - double(box.lower.x));
        beside += gap + double(box.size().x);
    }
    const std::string key = log.keyFor(RegionKind::Moved, box);
    if (log.rejected(key)) return;
    const auto number = log.add(RegionKind::Moved,
                                std::string("a part that hung in the air, set down on the bed") +
                                    (blocked ? " beside the rest" : ""),
                                box, key);
    log.regions()[number].maxDeviationMm = glm::length(move);
    std::vector<std::uint8_t> moved(work.mesh.positions.size(), 0);
    for (std::uint32_t s = 0; s < nesting.shells.size(); ++s) {
        const auto& within = nesting.shells[s].within;
        if (s != shell && std::find(within.begin(), within.end(), shell) == within.end()) continue;
        log.addMoved(work, faces[s], move);
        for (const std::uint32_t f : faces[s]) {
            work.region[f] = number;
            for (int k = 0; k < 3; ++k) {
                const std::uint32_t v = work.mesh.triangles[f][k];
                if (!moved[v]) work.mesh.positions[v] += move;
                moved[v] = 1;
            }
        }
    }
    log.step("set a part that hung in the air down on the bed");
}

void turnShells(WorkMesh& work, ChangeLog& log, const ShellNesting& nesting,
                const std::vector<std::vector<std::uint32_t>>& faces,
                const std::vector<Decision>& decisions) {
    std::size_t count = 0;
    for (std::uint32_t s = 0; s < decisions.size(); ++s) {
        const bool turn = decisions[s].fate == Fate::Turn ||
                          (decisions[s].fate == Fate::SetDown && nesting.shells[s].volumeMm3 < 0.0);
        if (!turn) continue;
        const auto number = log.add(RegionKind::Turned, "a shell that was inside out", nesting.shells[s].box);
        for (const std::uint32_t f : faces[s]) {
            std::swap(work.mesh.triangles[f].y, work.mesh.triangles[f].z);
            work.region[f] = number;
        }
        ++count;
    }
    if (count > 0) log.step("turned " + counted(count, "shell", "shells") + " inside out");
}

void removeShells(WorkMesh& work, ChangeLog& log, const ShellNesting& nesting,
                  const std::vector<std::vector<std::uint32_t>>& faces,
                  const std::vector<Decision>& decisions) {
    std::vector<std::uint8_t> marked(work.mesh.triangles.size(), 0);
    std::size_t count = 0;
    std::string why;
    for (std::uint32_t s = 0; s < decisions.size(); ++s) {
        if (decisions[s].fate != Fate::Remove) continue;
        const std::string key = log.keyFor(RegionKind::Removed, nesting.shells[s].box);
        if (log.rejected(key)) continue;
        std::vector<std::uint32_t> sources;
        for (const std::uint32_t f : faces[s]) {
            marked[f] = 1;
            sources.push_back(work.source[f]);
        }
        log.addOfInput(RegionKind::Removed,
                       "shell of " + counted(faces[s].size(), "face", "faces") + " " + decisions[s].why,
                       nesting.shells[s].box, std::move(sources), key);
        ++count;
        why = decisions[s].why;
    }
    if (count == 0) return;
    log.step("removed " + counted(count, "shell", "shells") +
             (count == 1 ? " " + why : std::string(" (crumbs, in the air, or inside)")));
    removeTriangles(work, marked);
    Cleaning counts;
    clean(work, counts);
}

// Returns whether there may be more to do: shells cross, or some were changed.
Result<bool> decideShells(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context) {
    const mesh::TriangleTree tree(work.mesh, context);
    ORFEAS_TRY(crossings, crossingPairs(work.mesh, tree, context));
    const bool crosses = !crossings.empty();
    const ShellNesting nesting = nestShells(work.mesh, tree, crossings, log.units(0.1), context);
    if (context.cancelled()) return jobs::cancelledError();
    const auto faces = facesOfShells(nesting);
    if (nesting.tooMany) {
        // Too many to place: what is left of a shattered surface after the largest pieces.
        const double largest = largestVolume(nesting);
        std::vector<Decision> decisions(nesting.shells.size());
        for (std::size_t s = 0; s < decisions.size(); ++s) {
            if (std::abs(nesting.shells[s].volumeMm3) < log.settings().crumbShare * largest)
                decisions[s] = {Fate::Remove, "a crumb"};
        }
        removeShells(work, log, nesting, faces, decisions);
        return true;
    }
    const std::vector<Decision> decisions = decide(nesting, log.settings());
    turnShells(work, log, nesting, faces, decisions);
    double beside = double(mesh::boundingBox(work.mesh).upper.x);
    for (std::uint32_t s = 0; s < decisions.size(); ++s) {
        if (decisions[s].fate == Fate::SetDown) setDown(work, nesting, faces, s, decisions, log, beside);
    }
    removeShells(work, log, nesting, faces, decisions);
    return crosses || std::any_of(decisions.begin(), decisions.end(),
                                  [](const Decision& decision) { return decision.fate != Fate::Keep; });
}

WorkMesh shellsOnly(const WorkMesh& work, const ShellNesting& nesting,
                    const std::vector<std::uint8_t>& wanted) {
    WorkMesh out = work;
    std::vector<std::uint8_t> marked(work.mesh.triangles.size());
    for (std::size_t f = 0; f < marked.size(); ++f)
        marked[f] = !wanted[nesting.of[f]];
    removeTriangles(out, marked);
    Cleaning counts;
    clean(out, counts);
    return out;
}

void appendMesh(WorkMesh& work, const WorkMesh& more) {
    const auto base = static_cast<std::uint32_t>(work.mesh.positions.size());
    work.mesh.positions.insert(work.mesh.positions.end(), more.mesh.positions.begin(),
                               more.mesh.positions.end());
    for (std::size_t f = 0; f < more.mesh.triangles.size(); ++f)
        work.add(more.mesh.triangles[f] + base, more.source[f], more.region[f]);
}

// Groups of shells that cross one another, none of which crosses itself.
std::vector<std::vector<std::uint32_t>> clusters(const ShellNesting& nesting,
                                                 const std::vector<FacePair>& crossings) {
    const std::size_t n = nesting.shells.size();
    std::vector<std::uint32_t> parent(n);
    std::iota(parent.begin(), parent.end(), 0u);
    const auto root = [&](std::uint32_t i) {
        while (parent[i] != i)
            i = parent[i] = parent[parent[i]];
        return i;
    };
    std::vector<std::uint8_t> tangled(n, 0);
    for (const auto& [a, b] : crossings) {
        const std::uint32_t s = nesting.of[a], t = nesting.of[b];
        if (s == t) tangled[s] = 1;
        const std::uint32_t p = root(s), q = root(t);
        parent[std::max(p, q)] = std::min(p, q);
    }
    for (std::uint32_t s = 0; s < n; ++s) {
        if (tangled[s]) tangled[root(s)] = 1;
    }
    std::vector<std::vector<std::uint32_t>> groups(n);
    for (std::uint32_t s = 0; s < n; ++s)
        groups[root(s)].push_back(s);
    std::vector<std::vector<std::uint32_t>> out;
    for (std::uint32_t s = 0; s < n; ++s) {
        if (groups[s].size() > 1 && !tangled[s]) out.push_back(groups[s]);
    }
    return out;
}

Result<bool> uniteCluster(WorkMesh& work, ChangeLog& log, const ShellNesting& nesting,
                          std::vector<std::uint32_t> cluster, const RemeshEngine& engine,
                          const jobs::JobContext& context) {
    std::stable_sort(cluster.begin(), cluster.end(), [&](std::uint32_t a, std::uint32_t b) {
        return nesting.shells[a].volumeMm3 > nesting.shells[b].volumeMm3;
    });
    std::vector<std::uint8_t> wanted(nesting.shells.size(), 0);
    wanted[cluster[0]] = 1;
    mesh::Mesh body = shellsOnly(work, nesting, wanted).mesh;
    mesh::Box box = nesting.shells[cluster[0]].box;
    for (std::size_t i = 1; i < cluster.size(); ++i) {
        wanted.assign(wanted.size(), 0);
        wanted[cluster[i]] = 1;
        Result<mesh::Mesh> joined =
            engine.boolean(body, shellsOnly(work, nesting, wanted).mesh, BooleanOperation::Union, context);
        if (!joined.ok()) {
            if (joined.error().code == ErrorCode::Cancelled) return std::move(joined).error();
            return false;
        }
        body = std::move(*joined);
        box.lower = glm::min(box.lower, nesting.shells[cluster[i]].box.lower);
        box.upper = glm::max(box.upper, nesting.shells[cluster[i]].box.upper);
    }
    wanted.assign(wanted.size(), 1);
    for (const std::uint32_t s : cluster)
        wanted[s] = 0;
    const auto number =
        log.add(RegionKind::United, counted(cluster.size(), "shell", "shells") + " made one", box);
    WorkMesh united = workMeshOf(body);
    std::fill(united.source.begin(), united.source.end(), kNoSource);
    std::fill(united.region.begin(), united.region.end(), number);
    work = shellsOnly(work, nesting, wanted);
    appendMesh(work, united);
    log.step("united " + counted(cluster.size(), "overlapping shell", "overlapping shells"));
    return true;
}

Result<void> uniteShells(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context) {
    const Result<const RemeshEngine*> engine = remeshEngine();
    if (!engine.ok()) return {};
    for (std::size_t turn = 0; turn < kMostUnions; ++turn) {
        const double from = static_cast<double>(turn) / kMostUnions;
        context.report("uniting shells", from);
        const mesh::TriangleTree tree(work.mesh, context);
        ORFEAS_TRY(crossings, crossingPairs(work.mesh, tree, context.part(from, from + 1.0 / kMostUnions)));
        if (crossings.empty()) return {};
        const ShellNesting nesting = nestShells(work.mesh, tree, crossings, log.units(0.1), context);
        if (context.cancelled()) return jobs::cancelledError();
        bool done = false;
        for (const auto& cluster : clusters(nesting, crossings)) {
            if (cluster.size() > kMostUnions) continue;
            ORFEAS_TRY(united, uniteCluster(work, log, nesting, cluster, **engine, context));
            done = united;
            if (done) break;
        }
        if (!done) return {};
    }
    return {};
}

} // namespace

Result<void> mendShells(WorkMesh& work, ChangeLog& log, const jobs::JobContext& context) {
    if (work.mesh.empty()) return {};
    if (!mesh::measure(work.mesh, context).closed()) return {};
    ORFEAS_TRY(unsettled, decideShells(work, log, context.part(0.0, 0.3)));
    if (!unsettled || work.mesh.empty()) return {};
    ORFEAS_CHECK(uniteShells(work, log, context.part(0.3, 0.9)));
    if (work.mesh.empty()) return {};
    // Uniting can leave a shell within the union.
    ORFEAS_CHECK(decideShells(work, log, context.part(0.9, 1.0)));
    return {};
}

} // namespace orfeas::print
