#include "core/project/compare.h"

#include <algorithm>
#include <atomic>
#include <cmath>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "core/mesh/signed_distance.h"

namespace orfeas::project {
namespace {

using mesh::Mesh;
using mesh::SignedDistance;

constexpr std::size_t kGrain = 256;

double volumeOf(const Mesh& mesh) {
    double six = 0.0;
    for (const glm::uvec3& t : mesh.triangles) {
        const glm::dvec3 a(mesh.positions[t.x]);
        const glm::dvec3 b(mesh.positions[t.y]);
        const glm::dvec3 c(mesh.positions[t.z]);
        six += glm::dot(a, glm::cross(b, c));
    }
    return six / 6.0;
}

double areaOf(const Mesh& mesh, const glm::uvec3& t) {
    const glm::dvec3 a(mesh.positions[t.x]);
    const glm::dvec3 b(mesh.positions[t.y]);
    const glm::dvec3 c(mesh.positions[t.z]);
    return 0.5 * glm::length(glm::cross(b - a, c - a));
}

glm::dvec3 centreOf(const Mesh& mesh, const glm::uvec3& t) {
    return (glm::dvec3(mesh.positions[t.x]) + glm::dvec3(mesh.positions[t.y]) +
            glm::dvec3(mesh.positions[t.z])) /
           3.0;
}

/// Distances of one mesh's samples, for the mean by area.
struct Samples {
    std::vector<float> vertices;
    std::vector<float> centres; ///< per triangle; empty when exact
};

void addMean(const Mesh& mesh, const Samples& samples, double& sum, double& area) {
    for (std::size_t t = 0; t < mesh.triangles.size(); ++t) {
        const glm::uvec3& tri = mesh.triangles[t];
        double value = (std::abs(samples.vertices[tri.x]) + std::abs(samples.vertices[tri.y]) +
                        std::abs(samples.vertices[tri.z])) /
                       3.0;
        if (!samples.centres.empty()) value = 0.75 * value + 0.25 * std::abs(samples.centres[t]);
        const double piece = areaOf(mesh, tri);
        sum += piece * value;
        area += piece;
    }
}

void summarise(ShapeDeviation& deviation, const std::vector<float>& values) {
    for (const float value : values) {
        deviation.lowest = std::min(deviation.lowest, value);
        deviation.highest = std::max(deviation.highest, value);
        deviation.maxMm = std::max(deviation.maxMm, static_cast<double>(std::abs(value)));
    }
}

bool finite(const glm::vec3& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
}

// Same triangles: every vertex against itself. The sign is that of the step along the older surface's normal.
ShapeDeviation exactDeviation(const Mesh& older, const Mesh& newer) {
    ShapeDeviation deviation;
    deviation.exact = true;
    deviation.newer.resize(newer.positions.size());
    const SignedDistance surface(older);
    for (std::uint32_t i = 0; i < newer.positions.size(); ++i) {
        const glm::dvec3 step = glm::dvec3(newer.positions[i]) - glm::dvec3(older.positions[i]);
        const double length = glm::length(step);
        const bool inwards = glm::dot(step, glm::dvec3(surface.vertexNormal(i))) < 0.0;
        deviation.newer[i] = std::isfinite(length) ? static_cast<float>(inwards ? -length : length) : 0.0f;
    }
    deviation.older = deviation.newer;
    summarise(deviation, deviation.newer);
    double sum = 0.0;
    double area = 0.0;
    addMean(older, {deviation.older, {}}, sum, area);
    addMean(newer, {deviation.newer, {}}, sum, area);
    deviation.meanMm = area > 0.0 ? sum / area : 0.0;
    return deviation;
}

// The distance of each of `mesh`'s vertices and triangle centres to the surface, times `sign`.
Result<Samples> sample(const Mesh& mesh, const SignedDistance& surface, float sign,
                       const jobs::JobContext& context) {
    Samples samples{std::vector<float>(mesh.positions.size()), std::vector<float>(mesh.triangles.size())};
    std::atomic<bool> stopped = false;
    const auto measure = [&](const glm::dvec3& point) {
        const double distance = surface.at(point).distance;
        return std::isfinite(distance) ? sign * static_cast<float>(distance) : 0.0f;
    };
    parallelFor(mesh.positions.size(), kGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            if (i % kGrain == 0 && context.cancelled()) stopped = true;
            if (stopped) return;
            if (finite(mesh.positions[i])) samples.vertices[i] = measure(glm::dvec3(mesh.positions[i]));
        }
    });
    parallelFor(mesh.triangles.size(), kGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t t = begin; t < end; ++t) {
            if (t % kGrain == 0 && context.cancelled()) stopped = true;
            if (stopped) return;
            const glm::dvec3 centre = centreOf(mesh, mesh.triangles[t]);
            if (finite(glm::vec3(centre))) samples.centres[t] = measure(centre);
        }
    });
    if (stopped || context.cancelled()) return jobs::cancelledError();
    return samples;
}

Result<ShapeDeviation> sampledDeviation(const Mesh& older, const Mesh& newer,
                                        const jobs::JobContext& context) {
    ShapeDeviation deviation;
    double sum = 0.0;
    double area = 0.0;
    context.report("comparing", 0.0);
    {
        const SignedDistance surface(older);
        if (context.cancelled()) return jobs::cancelledError();
        ORFEAS_TRY(samples, sample(newer, surface, 1.0f, context));
        summarise(deviation, samples.vertices);
        summarise(deviation, samples.centres);
        addMean(newer, samples, sum, area);
        deviation.newer = std::move(samples.vertices);
    }
    context.report("comparing", 0.5);
    {
        const SignedDistance surface(newer);
        if (context.cancelled()) return jobs::cancelledError();
        ORFEAS_TRY(samples, sample(older, surface, -1.0f, context));
        summarise(deviation, samples.vertices);
        summarise(deviation, samples.centres);
        addMean(older, samples, sum, area);
        deviation.older = std::move(samples.vertices);
    }
    deviation.meanMm = area > 0.0 ? sum / area : 0.0;
    return deviation;
}

bool sameRecipe(const Provenance* a, const Provenance* b) {
    if (a == b) return true;
    return a && b && a->generator == b->generator && a->settings == b->settings &&
           a->sourceName == b->sourceName;
}

bool sameShape(const Mesh& a, const Mesh& b) {
    return &a == &b || (a.positions == b.positions && a.triangles == b.triangles);
}

Result<ObjectComparison> compareObject(const ObjectPtr& older, const ObjectPtr& newer, CompareDepth depth,
                                       const jobs::JobContext& context) {
    ObjectComparison result;
    result.id = newer->id;
    result.name = newer->name;
    result.older = older;
    result.newer = newer;
    if (older == newer) return result;
    const bool shape = !sameShape(*older->mesh, *newer->mesh);
    result.shape = shape || older->mesh->colors != newer->mesh->colors;
    result.moved = older->transform != newer->transform;
    result.settings = !sameRecipe(older->provenance.get(), newer->provenance.get());
    result.renamed = older->name != newer->name;
    result.visibility = older->visible != newer->visible;
    result.other =
        older->locked != newer->locked || older->colour != newer->colour || older->group != newer->group;
    const bool any = result.shape || result.moved || result.settings || result.renamed || result.visibility ||
                     result.other;
    if (any) result.kind = ObjectComparison::Kind::Changed;
    if (shape && depth == CompareDepth::Shapes && !older->mesh->empty() && !newer->mesh->empty()) {
        ORFEAS_TRY(deviation, compareShapes(*older->mesh, *newer->mesh, context));
        result.deviation = std::move(deviation);
    }
    return result;
}

} // namespace

Result<ShapeDeviation> compareShapes(const Mesh& older, const Mesh& newer, const jobs::JobContext& context) {
    ORFEAS_ASSERT(!older.empty() && !newer.empty());
    const bool sameTopology =
        older.positions.size() == newer.positions.size() && older.triangles == newer.triangles;
    Result<ShapeDeviation> deviation = sameTopology ? Result<ShapeDeviation>(exactDeviation(older, newer))
                                                    : sampledDeviation(older, newer, context);
    if (!deviation.ok()) return deviation;
    deviation->volumeBeforeMm3 = volumeOf(older);
    deviation->volumeAfterMm3 = volumeOf(newer);
    return deviation;
}

std::string ObjectComparison::text() const {
    if (kind == Kind::Same) return "same";
    if (kind == Kind::Added) return "added";
    if (kind == Kind::Removed) return "removed";
    std::string words;
    const auto say = [&](bool flag, const char* word) {
        if (flag) words += std::string(words.empty() ? "" : ", ") + word;
    };
    say(shape, "shape");
    say(moved, "place");
    say(settings, "settings");
    say(renamed, "name");
    say(visibility, "visibility");
    say(other, "other");
    return words;
}

Result<std::vector<ObjectComparison>> compareDocuments(const Document& older, const Document& newer,
                                                       CompareDepth depth, const jobs::JobContext& context) {
    std::vector<ObjectComparison> list;
    const auto handle = [](const Document& document, ObjectId id) -> ObjectPtr {
        const auto found =
            std::ranges::find_if(document.objects, [&](const ObjectPtr& object) { return object->id == id; });
        return found == document.objects.end() ? nullptr : *found;
    };
    const double count = static_cast<double>(std::max<std::size_t>(newer.objects.size(), 1));
    for (std::size_t i = 0; i < newer.objects.size(); ++i) {
        if (context.cancelled()) return jobs::cancelledError();
        const ObjectPtr& object = newer.objects[i];
        if (const ObjectPtr before = handle(older, object->id)) {
            const double at = static_cast<double>(i);
            ORFEAS_TRY(compared,
                       compareObject(before, object, depth, context.part(at / count, (at + 1.0) / count)));
            list.push_back(std::move(compared));
        } else {
            ObjectComparison added;
            added.id = object->id;
            added.kind = ObjectComparison::Kind::Added;
            added.name = object->name;
            added.newer = object;
            list.push_back(std::move(added));
        }
    }
    for (const ObjectPtr& object : older.objects) {
        if (handle(newer, object->id)) continue;
        ObjectComparison removed;
        removed.id = object->id;
        removed.kind = ObjectComparison::Kind::Removed;
        removed.name = object->name;
        removed.older = object;
        list.push_back(std::move(removed));
    }
    return list;
}

} // namespace orfeas::project
