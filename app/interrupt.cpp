#include "app/interrupt.h"

#include <csignal>
#include <utility>

#include <pthread.h>
#include <unistd.h>

#include "app/report.h"

namespace orfeas::app {
namespace {

// Never sent by anybody else to this thread: ends the wait.
constexpr int kEndSignal = SIGUSR1;

sigset_t awaitedSignals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, kEndSignal})
        sigaddset(&set, signal);
    return set;
}

void waitForSignals(std::stop_source stop) {
    const sigset_t set = awaitedSignals();
    for (;;) {
        int signal = 0;
        if (sigwait(&set, &signal) != 0 || signal == kEndSignal) return;
        if (stop.stop_requested()) _exit(kExitInterrupted);
        stop.request_stop();
    }
}

} // namespace

Interrupt::Interrupt() {
    std::signal(SIGPIPE, SIG_IGN);
    const sigset_t set = awaitedSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_waiter = std::thread(waitForSignals, m_stop);
}

Interrupt::~Interrupt() {
    pthread_kill(m_waiter.native_handle(), kEndSignal);
    m_waiter.join();
}

} // namespace orfeas::app
