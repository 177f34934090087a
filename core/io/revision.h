// The age of the writers.
#pragma once

namespace orfeas::io {

/// Rises whenever a writer gives other bytes for the same parts and options: files are kept by it.
inline constexpr int kWriterRevision = 1;

} // namespace orfeas::io
