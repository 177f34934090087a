#include "core/project/autosave.h"

#include <algorithm>
#include <utility>

namespace orfeas::project {

Autosave::Autosave(HistoryThread& history, Options options, Listener listener)
    : m_history(history), m_options(options), m_listener(std::move(listener)), m_thread([this] { run(); }) {}

Autosave::~Autosave() {
    flush();
    {
        std::lock_guard lock(m_mutex);
        m_closing = true;
    }
    m_changed.notify_all();
    m_thread.join();
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [&] { return !m_writing; });
}

void Autosave::edited(DocumentPtr document) {
    {
        std::lock_guard lock(m_mutex);
        m_lastEdit = Clock::now();
        if (!m_pending) m_firstEdit = m_lastEdit;
        m_pending = std::move(document);
        m_changed.notify_all();
    }
    tell();
}

void Autosave::settled() {
    {
        std::lock_guard lock(m_mutex);
        ++m_generation;
        m_pending = nullptr;
        m_unwritten = false;
        m_error.reset();
        m_changed.notify_all();
    }
    tell();
}

void Autosave::flush() {
    std::unique_lock lock(m_mutex);
    m_flushing = true;
    m_changed.notify_all();
    // A failure ends the wait as well: what cannot be written now stays pending.
    m_changed.wait(lock, [&] { return settledDown() || (!m_writing && m_error && !m_flushing); });
    m_flushing = false;
}

Autosave::Clock::time_point Autosave::due() const {
    if (m_flushing) return Clock::time_point::min();
    return std::max(m_notBefore, std::min(m_lastEdit + m_options.settle, m_firstEdit + m_options.atMost));
}

void Autosave::run() {
    std::unique_lock lock(m_mutex);
    while (!m_closing) {
        if (!m_pending || m_writing)
            m_changed.wait(lock);
        else if (const Clock::time_point when = due(); Clock::now() < when)
            m_changed.wait_until(lock, when);
        else
            write(lock);
    }
}

// Called with the lock held; the writing itself happens on the history thread.
void Autosave::write(std::unique_lock<std::mutex>& lock) {
    const DocumentPtr document = std::exchange(m_pending, nullptr);
    const std::uint64_t generation = m_generation;
    m_writing = true;
    m_unwritten = true;
    lock.unlock();
    m_history.post([this, document, generation](ProjectHistory& history) {
        {
            std::lock_guard inner(m_mutex);
            if (generation != m_generation) { // saved or left behind meanwhile
                m_writing = false;
                m_changed.notify_all();
                return;
            }
        }
        const Result<history::ObjectId> done = history.autosave(*document, {});
        written(generation, document, done.ok() ? std::nullopt : std::optional(done.error()));
    });
    lock.lock();
}

void Autosave::written(std::uint64_t generation, const DocumentPtr& document, std::optional<Error> error) {
    {
        std::lock_guard lock(m_mutex);
        if (error && generation == m_generation) {
            if (!m_pending) m_pending = document; // nothing newer: this one again, later
            m_notBefore = Clock::now() + m_options.retry;
            m_flushing = false;
        } else {
            m_notBefore = {};
        }
        m_unwritten = false;
        m_error = std::move(error);
    }
    tell();
    // Last: the destructor waits for it.
    std::lock_guard lock(m_mutex);
    m_writing = false;
    m_changed.notify_all();
}

// Only when something changed.
void Autosave::tell() {
    std::lock_guard order(m_telling);
    Status now;
    {
        std::lock_guard lock(m_mutex);
        now = {m_pending != nullptr || m_unwritten, m_error};
        const bool same = now.pending == m_told.pending && now.error.has_value() == m_told.error.has_value();
        m_told = now;
        if (same) return;
    }
    if (m_listener) m_listener(now);
}

} // namespace orfeas::project
