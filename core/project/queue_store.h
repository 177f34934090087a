// The pictures still to be made, kept outside of projects: they survive the end of the program, however it ends.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/history/database.h"
#include "core/project/engine.h"

namespace orfeas::project {

/// One SQLite file in the user's data folder. Every running program keeps a queue of its own in it; those of programs
/// that ended are taken over by whoever starts next. Any thread. Killed at any instant, the file holds the queue as it
/// was before or after the change.
class QueueStore {
public:
    static Result<std::unique_ptr<QueueStore>> open(const std::filesystem::path& folder);

    /// This program's queue, all of it, instead of what it was. One transaction. Pictures without a file are kept whole.
    Result<void> keep(const std::vector<QueuedPicture>& pictures);

    /// What programs have left that run no more, oldest first; from now on it is this program's, which must `keep` it.
    Result<std::vector<QueuedPicture>> takeAbandoned();

private:
    QueueStore(history::Database database, std::string owner);
    Result<void> add(std::int64_t place, const QueuedPicture& picture);

    std::mutex m_mutex;
    history::Database m_database;
    std::string m_owner;
};

/// The user's store, or null (logged why) where it cannot be opened. Opened once.
std::shared_ptr<QueueStore> standardQueueStore();

} // namespace orfeas::project
