// Which meshes are on the graphics card, and which are on their way.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "render/scene/gpu_mesh.h"

namespace orfeas::render {

/// Keyed by the mesh's address; an entry goes when the mesh dies or, beyond the budget, when it was not drawn
/// lately. Everything dropped is retired, never destroyed under the graphics card. Device thread only; big
/// meshes are prepared on a thread of its own, which calls `wake` when one is ready.
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

    /// After each frame: drops what is dead or over the budget.
    void collect();
    /// After a frame that was thrown away: nothing recorded in it exists.
    void forgetAll();
    std::size_t bytes() const;

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
    void prepareLoop();
    void drop(Entry& entry);

    const PassResources& m_resources;
    std::function<void()> m_wake;
    std::map<const mesh::Mesh*, Entry> m_entries;
    std::uint64_t m_frame = 1;
    std::uint64_t m_lastTicket = 0;

    std::mutex m_mutex; ///< guards the three below
    std::condition_variable m_changed;
    std::deque<Prepared> m_queue;
    std::deque<Prepared> m_done;
    bool m_stop = false;
    std::thread m_thread; ///< started with the first big mesh
};

} // namespace orfeas::render
