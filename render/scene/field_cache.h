// The scalar fields on the graphics card.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>

#include "render/gpu/buffer.h"
#include "render/gpu/range_allocator.h"
#include "render/scene/scalar_field.h"

namespace orfeas::render {

/// All fields lie in one buffer that the vertex shader reads; each is uploaded once per value and goes when the value dies.
/// Grows by a new buffer, the old one is retired. Device thread only.
class FieldCache {
public:
    explicit FieldCache(gpu::Device& device) : m_device(device) {}
    FieldCache(const FieldCache&) = delete;
    FieldCache& operator=(const FieldCache&) = delete;
    ~FieldCache();

    /// Where the field's first value stands. TooLarge beyond what one buffer can hold, OutOfMemory.
    Result<std::uint32_t> find(const std::shared_ptr<const ScalarField>& field);
    /// Never null: there is always something to bind.
    Result<VkBuffer> buffer();
    /// After each frame.
    void collect();
    /// Counts up when places have changed.
    std::uint64_t revision() const { return m_revision; }

private:
    struct Entry {
        std::weak_ptr<const ScalarField> field;
        gpu::Range range;
    };
    /// With its books, so that what the card may still read is given back later.
    struct Store {
        gpu::Buffer buffer;
        gpu::RangeAllocator free{0};
    };
    Result<void> grow(std::uint32_t wanted);
    void write(const ScalarField& field, const gpu::Range& range);
    void drop(const Entry& entry);

    gpu::Device& m_device;
    std::shared_ptr<Store> m_store;
    std::unordered_map<const ScalarField*, Entry> m_entries;
    std::uint64_t m_revision = 0;
};

} // namespace orfeas::render
