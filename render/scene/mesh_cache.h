// Which meshes are on the graphics card, and which are on their way.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "render/scene/gpu_mesh.h"
#include "render/scene/lod_maker.h"
#include "render/scene/transfer_copier.h"

namespace orfeas::render {

/// Keyed by the mesh's address; an entry goes when the mesh dies or, beyond the budget, when no view holds it. Everything
/// dropped is retired, never destroyed under the graphics card. Device thread only; big meshes are prepared and copied on
/// a thread of its own and coarser levels made on another, which call `wake` when something is ready: no frame waits.
class MeshCache {
public:
    MeshCache(const PassResources& resources, std::function<void()> wake);
    MeshCache(const MeshCache&) = delete;
    MeshCache& operator=(const MeshCache&) = delete;
    ~MeshCache();

    enum class Wait { ForSmall, ForAll };
    /// The mesh on the card, uploaded within this frame if need be. Null: still being prepared. The Error of
    /// a mesh that cannot be shown is the same on every call.
    Result<std::shared_ptr<const GpuMesh>> find(const std::shared_ptr<const mesh::Mesh>& mesh, Wait wait,
                                                VkCommandBuffer commands);
    /// Puts coarser levels that were made meanwhile in their places.
    Result<void> installLods(VkCommandBuffer commands);
    /// Counts up whenever a mesh that was handed out has changed its levels.
    std::uint64_t revision() const { return m_revision; }
    /// Until every coarser level is made; the next `installLods` has them. For benchmarks and tests.
    void waitForLods() { m_lods.wait(); }

    /// After each frame: drops what is dead or over the budget.
    void collect();
    /// After a frame that was thrown away: nothing recorded in it exists.
    void forgetAll();
    std::size_t bytes() const;
    const GeometryArena& arena() const { return m_arena; }

private:
    struct Entry {
        std::weak_ptr<const mesh::Mesh> mesh;
        std::shared_ptr<GpuMesh> ready;
        std::optional<Error> error;
        std::uint64_t lastFrame = 0;
        std::uint64_t ticket = 0; ///< of its job with the preparing thread; 0: none
    };
    struct Prepared {
        std::uint64_t ticket = 0;
        std::shared_ptr<const mesh::Mesh> mesh;
        std::optional<Result<StagedMesh>> staged;
    };

    Result<std::shared_ptr<const GpuMesh>> finishEntry(Entry& entry, Result<StagedMesh> staged,
                                                       VkCommandBuffer commands);
    std::optional<Result<StagedMesh>> takePrepared(std::uint64_t ticket);
    void startThread();
    void workLoop();
    void prepare(Prepared job, TransferCopier& copier);
    void drop(Entry& entry);

    const PassResources& m_resources;
    GeometryArena m_arena;
    std::function<void()> m_wake;
    std::unordered_map<const mesh::Mesh*, Entry> m_entries; ///< the order never shows
    std::uint64_t m_frame = 1;
    std::uint64_t m_lastTicket = 0;
    std::uint64_t m_revision = 0;

    LodMaker m_lods;
    std::mutex m_mutex; ///< guards the four below
    std::condition_variable m_changed;
    std::deque<Prepared> m_queue;
    std::deque<Prepared> m_done;
    bool m_stop = false;
    std::thread m_thread; ///< started with the first job
};

} // namespace orfeas::render
