// Acting without the administrator's power to write everywhere, so that tests of permissions mean something.
#pragma once

namespace orfeas::test {

/// While it lives, the calling thread opens files as an ordinary user: a no-op unless the test runs as root.
class Unprivileged {
public:
    Unprivileged();
    Unprivileged(const Unprivileged&) = delete;
    Unprivileged& operator=(const Unprivileged&) = delete;
    ~Unprivileged();

private:
    int m_before;
};

} // namespace orfeas::test
