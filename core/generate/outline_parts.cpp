#include "core/generate/outline_parts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <glm/geometric.hpp>

#include "core/generate/distance_field.h"

namespace orfeas::generate {
namespace {

constexpr float kCrumbShare = 0.002f; ///< parts below this share of the largest are crumbs
constexpr std::size_t kMostParts = 48;

std::vector<std::uint8_t> cellsWhere(const Field& field, bool inside) {
    std::vector<std::uint8_t> member(field.values.size());
    for (std::size_t i = 0; i < member.size(); ++i)
        member[i] = (field.values[i] > 0.0f) == inside;
    return member;
}

// Turns the sign of cells and their surroundings: what was a small island or hole is gone.
void flipCells(Field& field, const std::vector<std::uint8_t>& flip) {
    for (std::size_t i = 0; i < flip.size(); ++i) {
        if (!flip[i]) continue;
        // At least half a cell on the other side; the distances are made anew afterwards.
        const float away = std::max(0.5f, std::abs(field.values[i]));
        field.values[i] = field.values[i] > 0.0f ? -away : away;
    }
}

bool fillPinholes(Field& field, const OutlineRules& rules) {
    const Labels holes = labelCells(field.width, field.height, cellsWhere(field, false));
    const std::uint32_t outside = holes.of[0]; // the grid's border is outside
    std::vector<std::uint8_t> flip(field.values.size(), 0);
    bool any = false;
    for (std::size_t i = 0; i < flip.size(); ++i) {
        const std::uint32_t label = holes.of[i];
        if (label == 0 || label == outside) continue;
        if (static_cast<float>(holes.areas[label - 1]) >= rules.smallestArea) continue;
        flip[i] = 1;
        any = true;
    }
    flipCells(field, flip);
    return any;
}

bool dropCrumbs(Field& field, const OutlineRules& rules, int& partsLeft) {
    const Labels parts = labelCells(field.width, field.height, cellsWhere(field, true));
    partsLeft = 0;
    if (parts.areas.empty()) return false;
    std::vector<std::uint32_t> order(parts.areas.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return parts.areas[a] > parts.areas[b]; });
    const float least = std::max(rules.smallestArea, kCrumbShare * static_cast<float>(parts.areas[order[0]]));
    std::vector<std::uint8_t> keep(parts.areas.size(), 0);
    for (std::size_t k = 0; k < order.size() && k < kMostParts; ++k) {
        keep[order[k]] = k == 0 || static_cast<float>(parts.areas[order[k]]) >= least;
        partsLeft += keep[order[k]];
    }
    std::vector<std::uint8_t> flip(field.values.size(), 0);
    for (std::size_t i = 0; i < flip.size(); ++i)
        flip[i] = parts.of[i] > 0 && !keep[parts.of[i] - 1];
    flipCells(field, flip);
    return static_cast<std::size_t>(partsLeft) < parts.areas.size();
}

// Cells on the medial axis whose inscribed circle is smaller than `radius`.
std::vector<std::uint8_t> thinAxis(const Field& distance, float radius) {
    std::vector<std::uint8_t> axis(distance.values.size(), 0);
    for (int y = 1; y + 1 < distance.height; ++y) {
        for (int x = 1; x + 1 < distance.width; ++x) {
            const float d = distance.at(x, y);
            if (d <= 0.0f || d >= radius) continue;
            // On a slope some neighbour is farther inside by nearly the step; on the axis none is.
            float rise = 0.0f;
            for (int dy = -1; dy <= 1; ++dy) {
                for (int dx = -1; dx <= 1; ++dx) {
                    if (dx == 0 && dy == 0) continue;
                    const float step = dx != 0 && dy != 0 ? 1.41421356f : 1.0f;
                    rise = std::max(rise, (distance.at(x + dx, y + dy) - d) / step);
                }
            }
            axis[distance.index(x, y)] = rise < 0.6f;
        }
    }
    return axis;
}

// Lines so thin that the field lost them: covered cells away from the outline, in strokes and not in specks.
std::vector<std::uint8_t> lostLines(const Field& distance, const OutlineRules& rules) {
    std::vector<std::uint8_t> lost(distance.values.size(), 0);
    for (std::size_t i = 0; i < rules.covered.size(); ++i)
        lost[i] = rules.covered[i] && distance.values[i] < -0.6f;
    if (std::find(lost.begin(), lost.end(), 1) == lost.end()) return lost;
    const Field away = distanceToSites(distance.width, distance.height, lost);
    std::vector<std::uint8_t> near(lost.size());
    for (std::size_t i = 0; i < near.size(); ++i)
        near[i] = away.values[i] < 2.5f;
    const Labels strokes = labelCells(distance.width, distance.height, near);
    for (std::size_t i = 0; i < lost.size(); ++i) {
        if (lost[i])
            lost[i] = static_cast<float>(strokes.areas[strokes.of[i] - 1]) > 20.0f + 6.0f * rules.minWidth;
    }
    return lost;
}

int widenThinLines(Field& distance, const OutlineRules& rules) {
    const float radius = 0.5f * rules.minWidth;
    std::vector<std::uint8_t> axis = thinAxis(distance, radius);
    const std::vector<std::uint8_t> lost = lostLines(distance, rules);
    for (std::size_t i = 0; i < axis.size(); ++i)
        axis[i] = axis[i] || lost[i];
    if (std::find(axis.begin(), axis.end(), 1) == axis.end()) return 0;
    const Field away = distanceToSites(distance.width, distance.height, axis);
    int added = 0;
    for (std::size_t i = 0; i < distance.values.size(); ++i) {
        const float wide = radius - away.values[i];
        if (wide <= distance.values[i]) continue;
        added += distance.values[i] <= 0.0f && wide > 0.0f;
        distance.values[i] = wide;
    }
    return added;
}

struct Bridge {
    float length = 0.0f;
    std::uint32_t a = 0, b = 0; ///< parts
    glm::vec2 from{0.0f}, to{0.0f};
};

// For neighbouring parts the shortest way between them, found where their Voronoi cells meet.
std::vector<Bridge> possibleBridges(const Field& distance, const Labels& parts) {
    const int w = distance.width;
    const std::vector<std::uint32_t> nearest = nearestSites(w, distance.height, cellsWhere(distance, true));
    const auto place = [w](std::uint32_t cell) {
        return glm::vec2(static_cast<float>(cell % static_cast<std::uint32_t>(w)),
                         static_cast<float>(cell / static_cast<std::uint32_t>(w)));
    };
    std::vector<Bridge> all;
    const auto consider = [&](std::uint32_t p, std::uint32_t q) {
        std::uint32_t a = parts.of[p];
        std::uint32_t b = parts.of[q];
        if (a == b || a == 0 || b == 0) return;
        if (a > b) {
            std::swap(a, b);
            std::swap(p, q);
        }
        all.push_back({glm::distance(place(p), place(q)), a, b, place(p), place(q)});
    };
    for (int y = 0; y + 1 < distance.height; ++y) {
        for (int x = 0; x + 1 < w; ++x) {
            consider(nearest[distance.index(x, y)], nearest[distance.index(x + 1, y)]);
            consider(nearest[distance.index(x, y)], nearest[distance.index(x, y + 1)]);
        }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Bridge& p, const Bridge& q) { return p.length < q.length; });
    return all;
}

void addBar(Field& field, glm::vec2 from, glm::vec2 to, float radius) {
    const glm::vec2 along = to - from;
    const float length2 = std::max(1e-6f, glm::dot(along, along));
    const int x0 = std::max(1, static_cast<int>(std::min(from.x, to.x) - radius - 2));
    const int x1 = std::min(field.width - 2, static_cast<int>(std::max(from.x, to.x) + radius + 2));
    const int y0 = std::max(1, static_cast<int>(std::min(from.y, to.y) - radius - 2));
    const int y1 = std::min(field.height - 2, static_cast<int>(std::max(from.y, to.y) + radius + 2));
    for (int y = y0; y <= y1; ++y) {
        for (int x = x0; x <= x1; ++x) {
            const glm::vec2 p(x, y);
            const float t = std::clamp(glm::dot(p - from, along) / length2, 0.0f, 1.0f);
            field.at(x, y) = std::max(field.at(x, y), radius - glm::distance(p, from + along * t));
        }
    }
}

int joinParts(Field& distance, const OutlineRules& rules) {
    const Labels parts = labelCells(distance.width, distance.height, cellsWhere(distance, true));
    if (parts.areas.size() < 2) return 0;
    std::vector<std::uint32_t> group(parts.areas.size() + 1);
    std::iota(group.begin(), group.end(), 0u);
    const auto root = [&](std::uint32_t i) {
        while (group[i] != i)
            i = group[i] = group[group[i]];
        return i;
    };
    int bridges = 0;
    for (const Bridge& bridge : possibleBridges(distance, parts)) {
        const std::uint32_t a = root(bridge.a);
        const std::uint32_t b = root(bridge.b);
        if (a == b) continue;
        group[std::max(a, b)] = std::min(a, b);
        // Stout enough to hold, never stouter than the smaller part itself.
        const float smaller =
            static_cast<float>(std::min(parts.areas[bridge.a - 1], parts.areas[bridge.b - 1]));
        const float radius =
            std::clamp(0.3f * std::sqrt(smaller), 0.75f * rules.minWidth, 1.5f * rules.minWidth);
        const glm::vec2 direction =
            bridge.length > 0 ? (bridge.to - bridge.from) / bridge.length : glm::vec2(1.0f, 0.0f);
        addBar(distance, bridge.from - direction * radius, bridge.to + direction * radius, radius);
        ++bridges;
    }
    return bridges;
}

} // namespace

Labels labelCells(int width, int height, const std::vector<std::uint8_t>& member) {
    Labels labels;
    labels.of.assign(member.size(), 0);
    std::vector<std::uint32_t> stack;
    const auto w = static_cast<std::size_t>(width);
    const auto visit = [&](std::size_t i) {
        if (!member[i] || labels.of[i] != 0) return;
        labels.of[i] = static_cast<std::uint32_t>(labels.areas.size());
        ++labels.areas.back();
        stack.push_back(static_cast<std::uint32_t>(i));
    };
    for (std::size_t start = 0; start < member.size(); ++start) {
        if (!member[start] || labels.of[start] != 0) continue;
        labels.areas.push_back(0);
        visit(start);
        while (!stack.empty()) {
            const std::size_t i = stack.back();
            stack.pop_back();
            if (i % w > 0) visit(i - 1);
            if (i % w + 1 < w) visit(i + 1);
            if (i >= w) visit(i - w);
            if (i + w < w * static_cast<std::size_t>(height)) visit(i + w);
        }
    }
    return labels;
}

Result<PrintableOutline> makePrintable(Field distance, const OutlineRules& rules,
                                       const jobs::JobContext& context) {
    PrintableOutline out;
    // A subject fainter than half everywhere still has its strongest place.
    const float highest = *std::max_element(distance.values.begin(), distance.values.end());
    if (highest <= 0.5f) {
        for (float& d : distance.values)
            d += 0.5f - highest + 0.5f * rules.minWidth;
        distance = signedDistance(distance, 0.0f);
    }
    out.widened = widenThinLines(distance, rules);
    if (context.cancelled()) return jobs::cancelledError();
    const bool dropped = dropCrumbs(distance, rules, out.parts);
    bool changed = fillPinholes(distance, rules) || dropped || out.widened > 0;
    if (rules.joinParts) {
        out.bridges = joinParts(distance, rules);
        changed = changed || out.bridges > 0;
    }
    if (context.cancelled()) return jobs::cancelledError();
    // One more light blur rounds the seams of what was added.
    out.distance = changed ? signedDistance(blurred(distance, 0.8f), 0.0f) : std::move(distance);
    for (int x = 0; x < out.distance.width; ++x) {
        for (const int y : {0, out.distance.height - 1})
            out.distance.at(x, y) = std::min(out.distance.at(x, y), -0.5f);
    }
    for (int y = 0; y < out.distance.height; ++y) {
        for (const int x : {0, out.distance.width - 1})
            out.distance.at(x, y) = std::min(out.distance.at(x, y), -0.5f);
    }
    return out;
}

} // namespace orfeas::generate
