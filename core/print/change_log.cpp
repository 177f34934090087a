#include "core/print/change_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

namespace orfeas::print {
namespace {

constexpr double kSmallestMm = 5.0;
constexpr double kLargestMm = 400.0;
constexpr double kUsualMm = 80.0;

} // namespace

ChangeLog::ChangeLog(const mesh::Mesh& input, const RepairSettings& settings) : m_settings(settings) {
    for (const glm::uvec3& t : input.triangles) {
        for (int k = 0; k < 3; ++k) {
            const glm::vec3& p = input.positions[t[k]];
            if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z) || std::abs(p.x) > 1e30f ||
                std::abs(p.y) > 1e30f || std::abs(p.z) > 1e30f)
                continue;
            m_box.lower = glm::min(m_box.lower, p);
            m_box.upper = glm::max(m_box.upper, p);
        }
    }
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
