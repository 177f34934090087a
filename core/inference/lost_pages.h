// What becomes of a mapped file whose pages can no longer be read.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>

namespace orfeas::inference {

/// Watches a mapping. When a page of it cannot be read any more (the file was shortened, its disk is gone) the system
/// sends SIGBUS, which would end the program with all that is open in it. Instead the whole mapping becomes zeros,
/// the reader goes on, and `lost()` says so; whoever reads asks between its steps. Any thread. At most 64 mappings are
/// watched at a time; further ones are not.
class LostPages {
public:
    /// `mapping` begins at a page and must stay mapped until the object is gone.
    explicit LostPages(std::span<const std::byte> mapping);
    LostPages(const LostPages&) = delete;
    LostPages& operator=(const LostPages&) = delete;
    ~LostPages();

    bool lost() const;

private:
    struct Slot;
    friend struct LostPagesHandler;
    Slot* m_slot = nullptr;
};

} // namespace orfeas::inference
