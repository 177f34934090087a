// The JSON records of a snapshot: `project.json` and `object.json` (core/history/FORMAT.md).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/project/document.h"

namespace orfeas::project {

/// `project.json`: the order of the objects, by the names of their folders, and the groups.
struct SceneRecord {
    std::vector<ObjectId> order;
    std::vector<Group> groups;
};
std::string sceneRecord(const Document& document);
Result<SceneRecord> parseSceneRecord(std::span<const std::byte> json);

/// Everything of an object that is not an array of numbers.
std::string objectRecord(const Object& object);
/// Fills name, transform, visible, locked, colour, group and, when there is one, `provenance` (without pictures).
struct ParsedRecord {
    Object object;
    bool hasProvenance = false;
    Provenance provenance;
    int cutoutMethod = 0;
    int cutoutParts = 0;
    std::string cutoutExplanation;
};
Result<ParsedRecord> parseObjectRecord(std::span<const std::byte> json);

/// `record` (of an object or the scene) with those fields of the version before it that this program does not know.
Result<std::string> withUnknownFields(const std::string& record, std::span<const std::byte> before);

/// "objects/00000000000000a1/"
std::string objectFolder(ObjectId id);
/// The 16 digits of such a name; nothing when they are not.
std::optional<ObjectId> parseObjectName(std::string_view digits);

} // namespace orfeas::project
