#include "core/vram/system_memory.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace orfeas::vram {
namespace {

constexpr const char* kMeminfo = "/proc/meminfo";
constexpr const char* kStatus = "/proc/self/status";
constexpr const char* kGroup = "/sys/fs/cgroup/";

std::string contents(const std::string& file) {
    std::ifstream in(file);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// "Name:   123 kB" in lines, in bytes.
std::optional<std::uint64_t> field(std::string_view text, std::string_view name) {
    for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        if (at != 0 && text[at - 1] != '\n') continue;
        std::size_t digit = at + name.size();
        while (digit < text.size() && (text[digit] == ' ' || text[digit] == '\t'))
            ++digit;
        std::uint64_t kib = 0;
        const auto read = std::from_chars(text.data() + digit, text.data() + text.size(), kib);
        if (read.ec != std::errc()) return std::nullopt;
        return kib * 1024;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> number(const std::string& text) {
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc()) return std::nullopt; // "max"
    return value;
}

// A control group (a container, a session's slice) may allow less than the machine has.
void narrowToGroup(MemoryFigures& figures) {
    const auto limit = number(contents(std::string(kGroup) + "memory.max"));
    const auto used = number(contents(std::string(kGroup) + "memory.current"));
    if (!limit || !used || *limit >= figures.total) return;
    // Pages of files that nobody used lately are given up before anyone is refused.
    std::uint64_t reclaimable = 0;
    const std::string stat = contents(std::string(kGroup) + "memory.stat");
    if (const std::size_t at = stat.find("\ninactive_file "); at != std::string::npos)
        reclaimable = number(stat.substr(at + 15)).value_or(0);
    const std::uint64_t taken = *used > reclaimable ? *used - reclaimable : 0;
    figures.total = *limit;
    figures.others = std::max(figures.others, taken > figures.own ? taken - figures.own : 0);
    figures.largestFree = figures.free();
}

class SystemMemory final : public Device {
public:
    std::string name() const override { return "system memory"; }
    DeviceKind kind() const override { return DeviceKind::SystemMemory; }
    Result<MemoryFigures> figures() const override {
        auto read = figuresFrom(contents(kMeminfo), contents(kStatus));
        if (read.ok()) narrowToGroup(*read);
        return read;
    }
};

} // namespace

std::shared_ptr<const Device> systemMemory() {
    static const auto device = std::make_shared<const SystemMemory>();
    return device;
}

Result<MemoryFigures> figuresFrom(std::string_view meminfo, std::string_view status) {
    const auto total = field(meminfo, "MemTotal:");
    const auto available = field(meminfo, "MemAvailable:");
    const auto resident = field(status, "VmRSS:");
    if (!total || !available || !resident) {
        return Error{ErrorCode::Unavailable, "This system does not tell how much memory is free",
                     "MemTotal, MemAvailable or VmRSS is missing"};
    }
    MemoryFigures figures;
    figures.total = *total;
    figures.own = std::min(*resident, *total);
    const std::uint64_t taken = *total > *available ? *total - *available : 0;
    figures.others = taken > figures.own ? taken - figures.own : 0;
    figures.largestFree = figures.free();
    return figures;
}

std::uint64_t residentBytes() {
    return field(contents(kStatus), "VmRSS:").value_or(0);
}

std::uint64_t peakResidentBytes() {
    return field(contents(kStatus), "VmHWM:").value_or(0);
}

bool resetPeakResident() {
    std::ofstream file("/proc/self/clear_refs");
    file << "5";
    file.flush();
    return file.good();
}

} // namespace orfeas::vram
