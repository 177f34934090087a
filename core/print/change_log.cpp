#include "core/print/change_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/mesh/triangle_tree.h"

namespace orfeas::print {
namespace {

constexpr double kSmallestMm = 5.0;
constexpr double kLargestMm = 400.0;
constexpr double kUsualMm = 80.0;

} // namespace

ChangeLog::ChangeLog(const mesh::Mesh& input, const RepairSettings& settings)
    : m_input(input), m_settings(settings), m_box(usableBox(input)) {
    const glm::dvec3 size(m_box.size());
    m_diagonal = glm::length(size);
    const double longest = std::max({size.x, size.y, size.z});
    if (longest <= 0.0) return;
    if (settings.longestMm > 0.0) m_mmPerUnit = settings.longestMm / longest;
    // Nobody prints that: the file has another unit.
    else if (longest < kSmallestMm || longest > kLargestMm)
        m_mmPerUnit = kUsualMm / longest;
}

std::string ChangeLog::keyFor(RegionKind kind, const mesh::Box& box) const {
    std::string key = nameOf(kind);
    const glm::dvec3 at = (glm::dvec3(box.center()) - glm::dvec3(m_box.lower)) / std::max(m_diagonal, 1e-30);
    for (int k = 0; k < 3; ++k)
        key += (k == 0 ? "@" : ",") + std::to_string(static_cast<long long>(std::llround(at[k] * 1000.0)));
    return key;
}

bool ChangeLog::rejected(const std::string& key) const {
    return std::find(m_settings.rejected.begin(), m_settings.rejected.end(), key) !=
           m_settings.rejected.end();
}

std::uint32_t ChangeLog::add(RegionKind kind, std::string text, const mesh::Box& box, std::string key) {
    m_regions.push_back({kind, std::move(text), box, {}, false, 0.0f, std::move(key)});
    return static_cast<std::uint32_t>(m_regions.size() - 1);
}

void ChangeLog::addOfInput(RegionKind kind, std::string text, const mesh::Box& box,
                           std::vector<std::uint32_t> inputFaces, std::string key) {
    std::erase(inputFaces, kNoSource);
    std::sort(inputFaces.begin(), inputFaces.end());
    m_regions.push_back({kind, std::move(text), box, std::move(inputFaces), true, 0.0f, std::move(key)});
}

void ChangeLog::addMoved(const WorkMesh& work, const std::vector<std::uint32_t>& faces, const glm::vec3& by) {
    MovedFaces moved{{}, by};
    std::vector<glm::dvec3> made;
    for (const std::uint32_t f : faces) {
        if (work.source[f] != kNoSource) {
            moved.faces.push_back(work.source[f]);
            continue;
        }
        for (int k = 0; k < 3; ++k)
            made.emplace_back(work.mesh.positions[work.mesh.triangles[f][k]]);
    }
    if (!made.empty()) {
        const mesh::TriangleTree tree(m_input);
        for (const glm::dvec3& p : made) {
            if (const auto near = tree.closest(p)) moved.faces.push_back(near->triangle);
        }
    }
    std::sort(moved.faces.begin(), moved.faces.end());
    moved.faces.erase(std::unique(moved.faces.begin(), moved.faces.end()), moved.faces.end());
    m_moved.push_back(std::move(moved));
}

mesh::Box usableBox(const mesh::Mesh& mesh) {
    mesh::Box box;
    for (const glm::uvec3& t : mesh.triangles) {
        for (int k = 0; k < 3; ++k) {
            const glm::vec3& p = mesh.positions[t[k]];
            if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z) || std::abs(p.x) > 1e30f ||
                std::abs(p.y) > 1e30f || std::abs(p.z) > 1e30f)
                continue;
            box.lower = glm::min(box.lower, p);
            box.upper = glm::max(box.upper, p);
        }
    }
    return box;
}

mesh::Mesh whereItStands(const mesh::Mesh& input, const std::vector<MovedFaces>& moved) {
    mesh::Mesh out;
    out.positions = input.positions;
    out.triangles = input.triangles;
    for (const MovedFaces& part : moved) {
        for (const std::uint32_t f : part.faces) {
            const auto first = static_cast<std::uint32_t>(out.positions.size());
            for (int k = 0; k < 3; ++k)
                out.positions.push_back(input.positions[input.triangles[f][k]] + part.by);
            out.triangles.emplace_back(first, first + 1, first + 2);
        }
    }
    return out;
}

std::string counted(std::size_t count, const char* one, const char* many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string mmText(double mm) {
    std::array<char, 48> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), mm, std::chars_format::general, 3);
    return std::string(text.data(), end.ptr) + " mm";
}

mesh::Box boxOf(const mesh::Mesh& mesh, const std::vector<std::uint32_t>& faces) {
    mesh::Box box;
    for (const std::uint32_t f : faces) {
        for (int k = 0; k < 3; ++k) {
            box.lower = glm::min(box.lower, mesh.positions[mesh.triangles[f][k]]);
            box.upper = glm::max(box.upper, mesh.positions[mesh.triangles[f][k]]);
        }
    }
    return box;
}

} // namespace orfeas::print
