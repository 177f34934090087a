#include "core/base/log.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace orfeas {
namespace {

LogLevel levelFromEnvironment() {
    const char* wanted = std::getenv("ORFEAS_LOG");
    const std::string_view name = wanted ? wanted : "";
    if (name == "debug") return LogLevel::Debug;
    if (name == "info") return LogLevel::Info;
    if (name == "error") return LogLevel::Error;
    return LogLevel::Warning;
}

std::atomic<LogLevel>& threshold() {
    static std::atomic<LogLevel> level{levelFromEnvironment()};
    return level;
}

constexpr const char* kNames[] = {"debug", "info", "warning", "error"};

} // namespace

void setLogLevel(LogLevel level) {
    threshold() = level;
}

void log(LogLevel level, std::string_view area, std::string_view text) {
    if (level < threshold().load(std::memory_order_relaxed)) return;
    std::string line = "orfeas[";
    line.append(kNames[static_cast<int>(level)])
        .append("] ")
        .append(area)
        .append(": ")
        .append(text)
        .append("\n");
    std::fwrite(line.data(), 1, line.size(), stderr);
}

} // namespace orfeas
