// What a command leaves behind: its result on standard output, one line per error on standard error, an exit code.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace orfeas::app {

using Json = nlohmann::ordered_json;

enum ExitCode {
    kExitDone = 0,
    kExitFailed = 1,       ///< it could not be done
    kExitBadUsage = 2,     ///< bad usage or bad input
    kExitInterrupted = 130 ///< stopped by a signal
};

int exitCodeFor(ErrorCode code);
/// "bad-input", "disk-full", …
std::string_view nameOf(ErrorCode code);

/// One per run; knows whether standard output is for people or for programs.
class Report {
public:
    explicit Report(bool json) : m_json(json) {}

    bool json() const { return m_json; }

    /// Prints `text` or `object`. Returns 0, or 1 when standard output cannot be written.
    int succeed(const std::string& text, const Json& object) const;
    /// Prints the error, and with --json `object` with the error added. Returns the exit code.
    int fail(const Error& error, Json object = Json::object()) const;
    /// The line on standard error alone, for a command that goes on.
    void printError(const Error& error) const;

private:
    bool m_json;
};

Json toJson(const Error& error);

/// The same failure said of a file: "cat.png: The picture is empty".
Error about(const std::string& file, Error error);

} // namespace orfeas::app
