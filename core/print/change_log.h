// The changes of one repair while it runs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/print/repair.h"
#include "core/print/work_mesh.h"

namespace orfeas::print {

/// Faces of the input that were moved on purpose: from then on they count as standing there.
struct MovedFaces {
    std::vector<std::uint32_t> faces; ///< of the input
    glm::vec3 by{0.0f};
};

class ChangeLog {
public:
    ChangeLog(const mesh::Mesh& input, const RepairSettings& settings);

    /// Lengths in mm at printing size, in the units of the mesh.
    double units(double mm) const { return mm / m_mmPerUnit; }
    double diagonal() const { return m_diagonal; }
    const RepairSettings& settings() const { return m_settings; }

    void step(std::string words) { m_steps.push_back(std::move(words)); }

    /// A key for a change around a place, the same whatever else is changed.
    std::string keyFor(RegionKind kind, const mesh::Box& box) const;
    bool rejected(const std::string& key) const;

    /// Adds a region and returns its number, for WorkMesh::region.
    std::uint32_t add(RegionKind kind, std::string text, const mesh::Box& box, std::string key = {});
    /// Adds a region whose faces are the input's.
    void addOfInput(RegionKind kind, std::string text, const mesh::Box& box,
                    std::vector<std::uint32_t> inputFaces, std::string key = {});

    /// Faces that come from none of the input's have moved the input that lay nearest to them.
    void addMoved(const WorkMesh& work, const std::vector<std::uint32_t>& faces, const glm::vec3& by);
    const std::vector<MovedFaces>& moved() const { return m_moved; }

    std::vector<std::string>& steps() { return m_steps; }
    std::vector<RepairRegion>& regions() { return m_regions; }

private:
    const mesh::Mesh& m_input;
    const RepairSettings& m_settings;
    mesh::Box m_box;
    double m_diagonal = 0.0;
    double m_mmPerUnit = 1.0;
    std::vector<std::string> m_steps;
    std::vector<RepairRegion> m_regions;
    std::vector<MovedFaces> m_moved;
};

/// Around the corners of all triangles that are usable numbers.
mesh::Box usableBox(const mesh::Mesh& mesh);

/// Where the input stands after what was moved on purpose: its triangles, then those of `moved` again in their new
/// place. What is not finite stays so.
mesh::Mesh whereItStands(const mesh::Mesh& input, const std::vector<MovedFaces>& moved);

/// "3 holes", "1 hole".
std::string counted(std::size_t count, const char* one, const char* many);

/// "2.4 mm": three significant digits, whatever the locale.
std::string mmText(double mm);

mesh::Box boxOf(const mesh::Mesh& mesh, const std::vector<std::uint32_t>& faces);

} // namespace orfeas::print
