#include "core/vram/block_source.h"

#include <sys/mman.h>

namespace orfeas::vram {
namespace {

class SystemPages final : public BlockSource {
public:
    Result<Block> allocate(std::uint64_t bytes) override {
        void* data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (data == MAP_FAILED)
            return Error{ErrorCode::OutOfMemory, "The system has no memory left", std::to_string(bytes)};
        return Block{reinterpret_cast<std::uint64_t>(data), bytes};
    }
    void free(const Block& block) override { ::munmap(reinterpret_cast<void*>(block.address), block.bytes); }
};

} // namespace

BlockSource& systemPages() {
    static SystemPages pages;
    return pages;
}

} // namespace orfeas::vram
