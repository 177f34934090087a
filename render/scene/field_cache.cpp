#include "render/scene/field_cache.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

namespace orfeas::render {
namespace {

constexpr std::uint32_t kFirstFloats = 1u << 16;
/// Stands for "unknown": numbers between it and any other are unknown too. The shaders know it.
constexpr float kUnknown = 1.0e30f;

} // namespace

FieldCache::~FieldCache() {
    m_device.retire(std::move(m_store));
}

void FieldCache::write(const ScalarField& field, const gpu::Range& range) {
    std::byte* to = m_store->buffer.mapped() + range.offset * sizeof(float);
    for (const float value : field.values) {
        const float kept = std::isfinite(value) ? value : kUnknown;
        std::memcpy(to, &kept, sizeof(kept));
        to += sizeof(kept);
    }
}

Result<void> FieldCache::grow(std::uint32_t wanted) {
    std::uint64_t needed = wanted;
    for (const auto& [key, entry] : m_entries)
        needed += entry.range.size;
    const std::uint64_t most = m_device.adapter().limits.maxStorageBufferRange / sizeof(float);
    if (needed > most) {
        return Error{
            ErrorCode::TooLarge,
            "The coloured values of so many points cannot be shown at once; show fewer objects in colours",
            ""};
    }
    const std::uint64_t size =
        std::min<std::uint64_t>(std::max<std::uint64_t>(2 * needed, kFirstFloats), most);
    auto store = std::make_shared<Store>();
    ORFEAS_TRY(made, gpu::Buffer::create(m_device, {size * sizeof(float), VK_BUFFER_USAGE_STORAGE_BUFFER_BIT,
                                                    gpu::MemoryKind::Upload, gpu::MemoryOwner::Scene}));
    store->buffer = std::move(made);
    store->free = gpu::RangeAllocator(static_cast<std::uint32_t>(size));
    m_device.retire(std::exchange(m_store, std::move(store)));
    ++m_revision;
    for (auto it = m_entries.begin(); it != m_entries.end();) {
        const std::shared_ptr<const ScalarField> field = it->second.field.lock();
        const auto range = field ? m_store->free.allocate(it->second.range.size) : std::nullopt;
        if (!range) { // dead, or the new buffer is cut up badly: it is uploaded again when it is asked for
            it = m_entries.erase(it);
            continue;
        }
        it->second.range = *range;
        write(*field, *range);
        ++it;
    }
    return {};
}

Result<std::uint32_t> FieldCache::find(const std::shared_ptr<const ScalarField>& field) {
    Entry& entry = m_entries[field.get()];
    if (entry.field.lock() == field) return entry.range.offset;
    if (entry.range.size > 0) drop(entry);
    entry = {};
    const auto size = static_cast<std::uint32_t>(std::max<std::size_t>(field->values.size(), 1));
    auto range = m_store ? m_store->free.allocate(size) : std::nullopt;
    if (!range) {
        m_entries.erase(field.get());
        ORFEAS_CHECK(grow(size));
        range = m_store->free.allocate(size);
        if (!range) return Error{ErrorCode::OutOfMemory, "There is no room left for coloured values", ""};
    }
    write(*field, *range);
    m_entries[field.get()] = {field, *range};
    return range->offset;
}

Result<VkBuffer> FieldCache::buffer() {
    if (!m_store) ORFEAS_CHECK(grow(1));
    return m_store->buffer.handle();
}

/// The card may still read the values: their place is free when it no longer does.
void FieldCache::drop(const Entry& entry) {
    m_device.retire(std::shared_ptr<const void>(
        m_store.get(), [store = m_store, range = entry.range](const void*) { store->free.release(range); }));
}

void FieldCache::collect() {
    for (auto it = m_entries.begin(); it != m_entries.end();) {
        if (!it->second.field.expired()) {
            ++it;
            continue;
        }
        drop(it->second);
        it = m_entries.erase(it);
    }
}

} // namespace orfeas::render
