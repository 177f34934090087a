#include "core/base/version.h"

namespace orfeas {

std::string_view version() {
    return ORFEAS_VERSION;
}

} // namespace orfeas
