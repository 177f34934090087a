// Edits of names, groups, visibility, locks and colours: pure functions from a Document to the next one.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/result.h"
#include "core/project/document.h"

namespace orfeas::project {

/// Objects an edit is about, in any order; those that are not in the document count for nothing.
using Ids = std::span<const ObjectId>;

/// Gives each of the objects to `change` as a copy; those for which it returns false stay as they are.
Document withEach(const Document& document, Ids objects, const std::function<bool(Object&)>& change);

Document withVisible(const Document& document, Ids objects, bool visible);
Document withLocked(const Document& document, Ids objects, bool locked);
Document withColour(const Document& document, Ids objects, std::optional<mesh::Rgba8> colour);

/// Puts the objects into one new group named after `wanted` ("Group", "Group 2", …), out of the groups they were in.
Result<Document> grouped(const Document& document, Ids objects, std::string_view wanted);
/// Takes the objects out of their groups.
Document ungrouped(const Document& document, Ids objects);
Result<Document> withGroupName(const Document& document, GroupId group, std::string_view name);

/// Removes what is not locked; an error when nothing is left to remove.
Result<Document> removed(const Document& document, Ids objects);

/// The objects that may be moved; an error in words when all of them are locked or none is there.
Result<std::vector<ObjectId>> movable(const Document& document, Ids objects);

} // namespace orfeas::project
