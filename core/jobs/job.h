// What long work sees of the world: may I go on, and how do I say how far I am.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <utility>

#include "core/base/result.h"

namespace orfeas::jobs {

/// Where a job stands. `fraction` runs from 0 to 1 over the whole job and never goes back.
struct Progress {
    std::string stage; ///< in words, present tense: "cutting out", "inflating"
    double fraction = 0.0;
};

/// Handed to every long function. A copyable value; the stop token and the sink may be shared between
/// threads. Every loop over faces, rows, steps or files asks `cancelled()` at least every 50 ms and then
/// returns `cancelledError()`.
class JobContext {
public:
    using Sink = std::function<void(const Progress&)>;

    /// Never cancelled, reports to nobody: for tests and short calls.
    JobContext() = default;
    JobContext(std::stop_token stop, Sink sink) : m_stop(std::move(stop)), m_sink(std::move(sink)) {}

    bool cancelled() const { return m_stop.stop_requested(); }
    const std::stop_token& stopToken() const { return m_stop; }

    /// Calls the sink on the calling thread. `fraction` is within this context's share.
    void report(std::string stage, double fraction) const {
        if (m_sink) m_sink({std::move(stage), m_from + (m_to - m_from) * fraction});
    }

    /// A context for a part of this job whose 0..1 covers [from, to] of ours.
    JobContext part(double from, double to) const {
        JobContext inner = *this;
        inner.m_from = m_from + (m_to - m_from) * from;
        inner.m_to = m_from + (m_to - m_from) * to;
        return inner;
    }

private:
    std::stop_token m_stop;
    Sink m_sink;
    double m_from = 0.0;
    double m_to = 1.0;
};

inline Error cancelledError() {
    return {ErrorCode::Cancelled, "cancelled", {}};
}

} // namespace orfeas::jobs
