#include "core/print/convex_hull.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <glm/geometric.hpp>

namespace orfeas::print {
namespace {

double cross(const glm::dvec2& a, const glm::dvec2& b) {
    return a.x * b.y - a.y * b.x;
}

double distanceToSegment(const glm::dvec2& p, const glm::dvec2& a, const glm::dvec2& b) {
    const glm::dvec2 ab = b - a;
    const double squared = glm::dot(ab, ab);
    const double t = squared > 0.0 ? std::clamp(glm::dot(p - a, ab) / squared, 0.0, 1.0) : 0.0;
    return glm::distance(p, a + t * ab);
}

glm::dvec2 extentAt(const std::vector<glm::dvec2>& hull, double radians) {
    const double c = std::cos(radians);
    const double s = std::sin(radians);
    glm::dvec2 low(1e300);
    glm::dvec2 high(-1e300);
    for (const glm::dvec2& p : hull) {
        const glm::dvec2 turned(c * p.x - s * p.y, s * p.x + c * p.y);
        low = glm::min(low, turned);
        high = glm::max(high, turned);
    }
    return high - low;
}

} // namespace

std::vector<glm::dvec2> convexHull(std::vector<glm::dvec2> points) {
    const auto before = [](const glm::dvec2& a, const glm::dvec2& b) {
        return a.x < b.x || (a.x == b.x && a.y < b.y);
    };
    std::sort(points.begin(), points.end(), before);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    if (points.size() < 3) return points;
    std::vector<glm::dvec2> hull;
    for (int pass = 0; pass < 2; ++pass) {
        const std::size_t from = hull.size();
        for (const glm::dvec2& p : points) {
            while (hull.size() >= from + 2 &&
                   cross(hull.back() - hull[hull.size() - 2], p - hull.back()) <= 0.0)
                hull.pop_back();
            hull.push_back(p);
        }
        hull.pop_back(); // where the other pass begins
        std::reverse(points.begin(), points.end());
    }
    return hull;
}

double hullArea(const std::vector<glm::dvec2>& hull) {
    double twice = 0.0;
    for (std::size_t i = 0; i < hull.size(); ++i)
        twice += cross(hull[i] - hull[0], hull[(i + 1) % hull.size()] - hull[0]);
    return 0.5 * twice;
}

double depthInHull(const std::vector<glm::dvec2>& hull, const glm::dvec2& point) {
    if (hull.empty()) return -std::numeric_limits<double>::infinity();
    bool isInside = hull.size() > 2;
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < hull.size(); ++i) {
        const glm::dvec2& a = hull[i];
        const glm::dvec2& b = hull[(i + 1) % hull.size()];
        isInside = isInside && cross(b - a, point - a) >= 0.0;
        nearest = std::min(nearest, distanceToSegment(point, a, b));
    }
    return isInside ? nearest : -nearest;
}

double hullWidth(const std::vector<glm::dvec2>& hull) {
    if (hull.size() < 3) return 0.0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < hull.size(); ++i) {
        const glm::dvec2 edge = hull[(i + 1) % hull.size()] - hull[i];
        const double length = glm::length(edge);
        double farthest = 0.0;
        for (const glm::dvec2& p : hull)
            farthest = std::max(farthest, cross(edge, p - hull[i]) / length);
        least = std::min(least, farthest);
    }
    return least;
}

double turnToFit(const std::vector<glm::dvec2>& hull, double width, double depth) {
    constexpr double kSlack = 1e-6;
    const auto fits = [&](double degrees) {
        const glm::dvec2 extent = extentAt(hull, degrees * std::numbers::pi / 180.0);
        return extent.x <= width + kSlack && extent.y <= depth + kSlack;
    };
    for (const double degrees : {0.0, 90.0}) {
        if (fits(degrees)) return degrees;
    }
    // The tightest boxes lie along an edge; between those, half degrees are near enough.
    std::vector<double> turns;
    for (std::size_t i = 0; i < hull.size(); ++i) {
        const glm::dvec2 edge = hull[(i + 1) % hull.size()] - hull[i];
        const double degrees = -std::atan2(edge.y, edge.x) * 180.0 / std::numbers::pi;
        for (const double quarter : {0.0, 90.0})
            turns.push_back(std::fmod(degrees + quarter + 720.0, 180.0));
    }
    for (int half = 1; half < 360; ++half)
        turns.push_back(0.5 * half);
    for (const double degrees : turns) {
        if (fits(degrees)) return degrees;
    }
    return -1.0;
}

} // namespace orfeas::print
