// Ctrl-C as a stop token.
#pragma once

#include <stop_token>
#include <thread>

namespace orfeas::app {

/// While it lives, SIGINT, SIGTERM and SIGHUP ask for a stop instead of killing the program, so that it can take its
/// half-written files away; a second one ends the program at once. Make it in main's thread before any other thread
/// starts, so that none of them takes the signals. Writing to a closed pipe is an error instead of a death.
class Interrupt {
public:
    Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;
    ~Interrupt();

    std::stop_token token() const { return m_stop.get_token(); }

private:
    std::stop_source m_stop;
    std::thread m_waiter;
};

} // namespace orfeas::app
