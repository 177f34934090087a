#include "tests/support/unprivileged.h"

#include <sys/fsuid.h>
#include <unistd.h>

namespace orfeas::test {

// The file-system user of a thread also carries its right to override permissions.
Unprivileged::Unprivileged() : m_before(::geteuid() == 0 ? ::setfsuid(65534) : -1) {}

Unprivileged::~Unprivileged() {
    if (m_before >= 0) ::setfsuid(static_cast<uid_t>(m_before));
}

} // namespace orfeas::test
