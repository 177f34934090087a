#include "core/jobs/cost_book.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace orfeas::jobs {
namespace {

constexpr double kWeight = 0.3;

void move(std::map<std::string, double, std::less<>>& values, const std::string& name, double seen) {
    const auto [at, isNew] = values.try_emplace(name, seen);
    if (!isNew) at->second += kWeight * (seen - at->second);
}

// Shortest text that reads back the same, whatever the locale.
std::string number(double value) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    return {buffer, end};
}

std::optional<double> parsed(std::string_view text) {
    double value = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0.0)
        return std::nullopt;
    return value;
}

} // namespace

void CostBook::learn(const std::string& kind, const std::vector<StageTime>& stages) {
    double total = 0.0;
    for (const StageTime& one : stages)
        total += one.seconds;
    if (stages.empty() || !std::isfinite(total)) return;
    std::lock_guard lock(m_mutex);
    const bool isNew = !m_kinds.contains(kind);
    Kind& known = m_kinds[kind];
    known.total = isNew ? total : known.total + kWeight * (total - known.total);
    double before = 0.0;
    std::vector<std::string_view> told;
    for (const StageTime& one : stages) {
        if (std::find(told.begin(), told.end(), one.stage) == told.end()) {
            move(known.leftAtStart, one.stage, total - before);
            told.push_back(one.stage);
        }
        before += one.seconds;
    }
}

std::optional<double> CostBook::total(const std::string& kind) const {
    std::lock_guard lock(m_mutex);
    const auto found = m_kinds.find(kind);
    if (found == m_kinds.end()) return std::nullopt;
    return found->second.total;
}

std::optional<double> CostBook::left(const std::string& kind, std::string_view stage, double inStage) const {
    std::lock_guard lock(m_mutex);
    const auto found = m_kinds.find(kind);
    if (found == m_kinds.end()) return std::nullopt;
    const auto at = found->second.leftAtStart.find(stage);
    if (at == found->second.leftAtStart.end()) return std::nullopt;
    // No stage takes more than what was left before it without what comes after it: the next smaller expectation.
    double after = 0.0;
    for (const auto& [name, left] : found->second.leftAtStart) {
        if (left < at->second) after = std::max(after, left);
    }
    return std::max(after, at->second - std::max(0.0, inStage));
}

std::string CostBook::text() const {
    std::lock_guard lock(m_mutex);
    std::string out;
    for (const auto& [name, kind] : m_kinds) {
        out += name + "\t\t" + number(kind.total) + "\n";
        for (const auto& [stage, left] : kind.leftAtStart)
            out += name + "\t" + stage + "\t" + number(left) + "\n";
    }
    return out;
}

void CostBook::read(std::string_view text) {
    std::lock_guard lock(m_mutex);
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const auto first = line.find('\t');
        const auto second = first == line.npos ? line.npos : line.find('\t', first + 1);
        if (second == line.npos || first == 0) continue;
        const auto value = parsed(line.substr(second + 1));
        if (!value) continue;
        Kind& kind = m_kinds[std::string(line.substr(0, first))];
        const std::string_view stage = line.substr(first + 1, second - first - 1);
        if (stage.empty()) {
            kind.total = *value;
        } else {
            kind.leftAtStart[std::string(stage)] = *value;
        }
    }
}

} // namespace orfeas::jobs
