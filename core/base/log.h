// The log: one line per event, to standard error, and optionally to a file. For developers; people see Error::userText.
#pragma once

#include <string_view>

namespace orfeas {

enum class LogLevel { Debug, Info, Warning, Error };

/// Lines below `level` are dropped. Default: Warning, or what ORFEAS_LOG=debug|info|warning|error says. Any thread.
void setLogLevel(LogLevel level);

/// Writes one line. Any thread. Never fails.
void log(LogLevel level, std::string_view area, std::string_view text);

} // namespace orfeas
