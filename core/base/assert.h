// ORFEAS_ASSERT states a promise the program made to itself. It stays on in release builds: a wrong mesh on
// disk is worse than a crash, and the checks are cheap.
#pragma once

namespace orfeas {
[[noreturn]] void assertionFailed(const char* expression, const char* file, int line);
}

#define ORFEAS_ASSERT(expression)                                                                            \
    ((expression) ? static_cast<void>(0) : ::orfeas::assertionFailed(#expression, __FILE__, __LINE__))
