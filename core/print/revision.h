// The age of the print check.
#pragma once

namespace orfeas::print {

/// Rises whenever the check answers otherwise for the same mesh and options: its answers are kept by it.
inline constexpr int kCheckRevision = 1;

} // namespace orfeas::print
