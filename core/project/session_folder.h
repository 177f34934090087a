// What the program remembers about open projects outside of them: untitled projects, what was open, what was open when
// a program died.
#pragma once

#include <filesystem>
#include <optional>

#include "core/base/result.h"

namespace orfeas::project {

/// A folder of the user's data. Several programs use it at once: each writes files of its own name. Any one thread.
class SessionFolder {
public:
    explicit SessionFolder(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// A free name for an untitled project; makes the folder.
    Result<std::filesystem::path> nameUntitled() const;
    bool isUntitled(const std::filesystem::path& file) const;

    /// This program has it open, replacing what it had open.
    Result<void> markOpen(const std::filesystem::path& file) const;
    /// Closed in order; what is open when the program quits is `remember`ed, to come back.
    void markClosed() const;
    Result<void> remember(const std::filesystem::path& file) const;
    void forget() const;

    /// What a program had open that ended without closing it: the newest one. Its mark goes; others wait for their turn.
    std::optional<std::filesystem::path> takeAbandoned() const;
    /// What was open at the last orderly end, if it is still there.
    std::optional<std::filesystem::path> remembered() const;

private:
    std::filesystem::path m_folder;
};

} // namespace orfeas::project
