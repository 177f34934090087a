// What long work sees of the world: may I go on, and how do I say how far I am.
#pragma once

#include <functional>
#include <memory>
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

/// Shares the cores among jobs that run at the same time (core/jobs/engine.h has the one there is). A job without one
/// never waits for a core.
class Pacer {
public:
    virtual ~Pacer() = default;
    /// Called often, on any of the job's threads; returns at once unless a more important job wants the core or the job
    /// is paused, and then only when it may go on or is to stop.
    virtual void checkpoint() = 0;
    /// Between the two the job waits for something else, and others may have its core.
    virtual void beginWait() = 0;
    virtual void endWait() = 0;
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

    /// May wait while somebody more important has the core: ask with no lock held that another job may need, or say so
    /// with `Waiting` where that one waits for it.
    bool cancelled() const {
        if (m_pacer) m_pacer->checkpoint();
        return m_stop.stop_requested();
    }
    const std::stop_token& stopToken() const { return m_stop; }

    /// Calls the sink on the calling thread. `fraction` is within this context's share.
    void report(std::string stage, double fraction) const {
        if (m_sink) m_sink({std::move(stage), m_from + (m_to - m_from) * fraction});
    }

    /// The same job, told to somebody else: fractions from 0 to 1 over the whole of this context's share.
    JobContext withSink(Sink sink) const {
        JobContext other = *this;
        other.m_sink = std::move(sink);
        other.m_from = 0.0;
        other.m_to = 1.0;
        return other;
    }

    JobContext withPacer(std::shared_ptr<Pacer> pacer) const {
        JobContext other = *this;
        other.m_pacer = std::move(pacer);
        return other;
    }
    const std::shared_ptr<Pacer>& pacer() const { return m_pacer; }

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
    std::shared_ptr<Pacer> m_pacer;
    double m_from = 0.0;
    double m_to = 1.0;
};

/// While it lives the job waits for a lock, a device or another job, and uses no core.
class Waiting {
public:
    explicit Waiting(const JobContext& context) : m_pacer(context.pacer()) {
        if (m_pacer) m_pacer->beginWait();
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    ~Waiting() {
        if (m_pacer) m_pacer->endWait();
    }

private:
    std::shared_ptr<Pacer> m_pacer;
};

inline Error cancelledError() {
    return {ErrorCode::Cancelled, "cancelled", {}};
}

} // namespace orfeas::jobs
