#include "core/base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace orfeas {

void assertionFailed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "orfeas: bug: %s does not hold (%s:%d)\n", expression, file, line);
    std::abort();
}

} // namespace orfeas
