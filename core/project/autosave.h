// Keeps the working Document in the project file shortly after every edit, so that a crash loses next to nothing.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "core/base/result.h"
#include "core/project/document.h"
#include "core/project/history_thread.h"

namespace orfeas::project {

/// Watches edits and writes the latest Document to the current variant's autosave ref, on the history thread. A run of
/// edits is written once it pauses for `settle`, and at the latest `atMost` after its first edit, so that 2 s after an
/// edit it is on disk. A failed write is told once per run of failures and tried again after `retry`.
class Autosave {
public:
    struct Options {
        std::chrono::milliseconds settle{400};
        std::chrono::milliseconds atMost{1200};
        std::chrono::milliseconds retry{5000};
    };
    /// What the window's title and status show.
    struct Status {
        bool pending = false;       ///< edits that are not on disk yet
        std::optional<Error> error; ///< the last write failed: "The disk is full …"
    };
    /// Called on the autosave's own or the history thread whenever the status changes. Must not block.
    using Listener = std::function<void(const Status&)>;

    Autosave(HistoryThread& history, Options options, Listener listener);
    Autosave(const Autosave&) = delete;
    Autosave& operator=(const Autosave&) = delete;
    /// Writes what is pending first. The HistoryThread must outlive it.
    ~Autosave();

    /// The working Document is now this one. Any thread; returns at once. Call it for edits, undo and redo alike.
    void edited(DocumentPtr document);

    /// The working Document is what the tip of the variant holds: after opening, saving, restoring, switching.
    /// Drops what is pending; the save itself removed the ref.
    void settled();

    /// Writes what is pending now and waits until it is written or has failed: before closing, and in tests.
    void flush();

private:
    using Clock = std::chrono::steady_clock;

    void run();
    bool settledDown() const { return !m_pending && !m_writing; }
    Clock::time_point due() const;
    void write(std::unique_lock<std::mutex>& lock);
    void written(std::uint64_t generation, const DocumentPtr& document, std::optional<Error> error);
    void tell();

    HistoryThread& m_history;
    const Options m_options;
    const Listener m_listener;
    std::mutex m_telling; ///< taken before m_mutex; keeps what the listener hears in order
    std::mutex m_mutex;
    std::condition_variable m_changed;
    DocumentPtr m_pending;         ///< the latest one that nobody has begun to write
    Clock::time_point m_firstEdit; ///< of what is pending
    Clock::time_point m_lastEdit;
    Clock::time_point m_notBefore;  ///< after a failure
    std::uint64_t m_generation = 0; ///< rises when what was edited no longer counts
    bool m_writing = false;
    bool m_unwritten = false; ///< what is being written is not yet on disk, and still counts
    bool m_flushing = false;
    bool m_closing = false;
    std::optional<Error> m_error;
    Status m_told;
    std::thread m_thread; // last: runs with all of the above
};

} // namespace orfeas::project
