// Findings while they are gathered: bounds their places and puts the gravest first.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/mesh/mesh.h"
#include "core/print/report.h"

namespace orfeas::print {

/// Gathers the places of one finding: all of them widen the box, an even choice of at most kMaxPlaces is kept.
class PlaceList {
public:
    explicit PlaceList(const mesh::Mesh& mesh) : m_mesh(mesh) {}

    void addTriangle(std::uint32_t triangle);
    void addPoint(const glm::vec3& point);
    std::size_t triangles() const { return m_place.triangles.size(); }
    const mesh::Box& box() const { return m_place.box; }
    Place take();

private:
    const mesh::Mesh& m_mesh;
    Place m_place;
};

class FindingList {
public:
    explicit FindingList(const mesh::Mesh& mesh) : m_mesh(mesh) {}

    PlaceList places() const { return PlaceList(m_mesh); }
    /// Does nothing when `finding.count` is 0.
    void add(Finding finding);
    std::vector<Finding> take();

private:
    const mesh::Mesh& m_mesh;
    std::vector<Finding> m_findings;
};

} // namespace orfeas::print
