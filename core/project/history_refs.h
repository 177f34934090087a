// The names under which a project's variants, tags and working documents stand, and small things their files share.
#pragma once

#include <chrono>
#include <string>

#include "core/history/ref_store.h"
#include "core/history/snapshot.h"

namespace orfeas::project {

struct Document;
struct SaveRequest;

inline std::string variantRef(const std::string& name) {
    return std::string(history::kVariantPrefix) + name;
}
inline std::string tagRef(const std::string& name) {
    return std::string(history::kTagPrefix) + name;
}
inline std::string autosaveRef(const std::string& variant) {
    return std::string(history::kAutosavePrefix) + variant;
}
/// The last autosave that was not taken over.
inline std::string asideRef(const std::string& variant) {
    return "refs/orfeas/aside/" + variant;
}

inline std::int64_t unixSeconds() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// What a snapshot says of its document (FORMAT.md, "Commits").
history::SnapshotInfo describeSnapshot(const Document& document, const SaveRequest& request);

} // namespace orfeas::project
