// How a list of rows became another: runs to take out, runs to put in.
#pragma once

#include <optional>
#include <vector>

#include "core/project/document.h"

namespace orfeas::ui {

struct RowRun {
    int first = 0;
    int count = 0;
    bool operator==(const RowRun&) const = default;
};

struct RowChanges {
    std::vector<RowRun> removed;  ///< of the old list, to be taken out from the last to the first
    std::vector<RowRun> inserted; ///< of the new list, to be put in from the first to the last
};

/// What to remove and insert so that `before` has the objects of `after`, told apart by id. Nothing when rows that stay
/// change their order, or when it takes more than `most` runs.
std::optional<RowChanges> rowChanges(const std::vector<project::ObjectPtr>& before,
                                     const std::vector<project::ObjectPtr>& after, std::size_t most);

} // namespace orfeas::ui
