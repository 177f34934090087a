// Where objects live. Content-addressed: an object is written once and never changes.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "core/base/result.h"
#include "core/history/object_id.h"

namespace orfeas::history {

struct StoredObject {
    ObjectKind kind = ObjectKind::Blob;
    std::vector<std::byte> content;
};

/// The contract of every store (tests/contracts/object_store_contract): what was put comes back bit for bit; putting
/// the same again changes nothing; a damaged object is an Error, never other content. One thread at a time.
class ObjectStore {
public:
    virtual ~ObjectStore() = default;

    virtual Result<ObjectId> put(ObjectKind kind, std::span<const std::byte> content) = 0;
    /// NotFound when it is not there; BadInput when it is there and damaged.
    virtual Result<StoredObject> get(const ObjectId& id) const = 0;
    /// Several at once, in this order, the first trouble for all: a store may unpack and check them on all cores.
    virtual Result<std::vector<StoredObject>> getAll(std::span<const ObjectId> ids) const;
    virtual Result<bool> has(const ObjectId& id) const = 0;
    /// Every id once, in no particular order. Stops early when `visit` returns false.
    virtual Result<void> forEach(const std::function<bool(const ObjectId&)>& visit) const = 0;
};

} // namespace orfeas::history
