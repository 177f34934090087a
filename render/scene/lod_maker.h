// Makes coarser levels of meshes, beside everything else.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "render/scene/gpu_mesh.h"

namespace orfeas::render {

/// On a thread of its own, so that a mesh on its way to the card never waits for levels of another. A mesh that is replaced
/// within a moment, as previews are, gets none, and what dies meanwhile is given up at the next level. `wake` is called from
/// that thread when levels are ready: written, so that a frame has only to take note. An answer may be the last to hold a mesh
/// that died: whoever takes it retires that. The rest: any one thread.
class LodMaker {
public:
    struct Job {
        std::weak_ptr<const mesh::Mesh> mesh;
        std::weak_ptr<GpuMesh> target;
        std::shared_ptr<const LodSource> source;
        std::optional<Result<StagedLods>> staged; ///< the answer
    };

    LodMaker(gpu::Device& device, std::function<void()> wake) : m_device(device), m_wake(std::move(wake)) {}
    LodMaker(const LodMaker&) = delete;
    LodMaker& operator=(const LodMaker&) = delete;
    ~LodMaker();

    void add(Job job);
    std::deque<Job> takeDone();
    /// Until all are made, at once. For benchmarks and tests.
    void wait();

private:
    struct Waiting {
        Job job;
        std::chrono::steady_clock::time_point due;
    };
    void work();
    void make(Job& job) const;

    gpu::Device& m_device;
    std::function<void()> m_wake;
    std::mutex m_mutex; ///< guards the five below
    std::condition_variable m_changed;
    std::condition_variable m_idle;
    std::deque<Waiting> m_queue;
    std::deque<Job> m_done;
    bool m_making = false;
    bool m_hurried = false; ///< somebody waits
    std::atomic<bool> m_stop{false};
    std::thread m_thread; ///< started with the first job
};

} // namespace orfeas::render
