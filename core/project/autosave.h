// Keeps the working Document in the project file shortly after every edit, so that a crash loses next to nothing.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

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
    /// Writes what is pending first.
    ~Autosave();

    /// The working Document is now this one. Any thread; returns at once. Call it for edits, undo and redo alike.
    void edited(DocumentPtr document);

    /// The working Document is what the tip of the variant holds: after opening, saving, restoring, switching.
    /// Drops what is pending; the save itself removed the ref.
    void settled();

    /// Writes what is pending now and waits for it: before closing, and in tests.
    void flush();

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace orfeas::project
