#include "core/print/finding_list.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <glm/common.hpp>

namespace orfeas::print {
namespace {

template <typename T>
void thinOut(std::vector<T>& list) {
    if (list.size() <= kMaxPlaces) return;
    for (std::size_t i = 0; i < kMaxPlaces; ++i)
        list[i] = list[i * list.size() / kMaxPlaces];
    list.resize(kMaxPlaces);
}

void widen(mesh::Box& box, const glm::vec3& point) {
    if (!std::isfinite(point.x) || !std::isfinite(point.y) || !std::isfinite(point.z)) return;
    box.lower = glm::min(box.lower, point);
    box.upper = glm::max(box.upper, point);
}

} // namespace

void PlaceList::addTriangle(std::uint32_t triangle) {
    m_place.triangles.push_back(triangle);
    for (int k = 0; k < 3; ++k)
        widen(m_place.box, m_mesh.positions[m_mesh.triangles[triangle][k]]);
}

void PlaceList::addPoint(const glm::vec3& point) {
    m_place.points.push_back(point);
    widen(m_place.box, point);
}

Place PlaceList::take() {
    std::sort(m_place.triangles.begin(), m_place.triangles.end());
    m_place.triangles.erase(std::unique(m_place.triangles.begin(), m_place.triangles.end()),
                            m_place.triangles.end());
    thinOut(m_place.triangles);
    thinOut(m_place.points);
    return std::move(m_place);
}

void FindingList::add(Finding finding) {
    if (finding.count > 0) m_findings.push_back(std::move(finding));
}

std::vector<Finding> FindingList::take() {
    std::stable_sort(m_findings.begin(), m_findings.end(), [](const Finding& a, const Finding& b) {
        if (a.severity != b.severity) return a.severity > b.severity;
        return a.kind < b.kind;
    });
    return std::move(m_findings);
}

} // namespace orfeas::print
