// Where large memory goes to be given back to the system.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace orfeas::render::gpu {

/// Giving back takes the system milliseconds for every 50 MB, which no frame should wait for: a thread of its own does it. Any
/// thread may call.
class Disposal {
public:
    Disposal() = default;
    Disposal(const Disposal&) = delete;
    Disposal& operator=(const Disposal&) = delete;
    /// Drops what is left.
    ~Disposal();

    /// Drops `thing` soon, and whatever it alone holds. Its destructor must not mind the thread.
    void add(std::shared_ptr<const void> thing);
    /// Until all that was added is gone.
    void wait();

private:
    void work();

    std::mutex m_mutex; ///< guards the three below
    std::condition_variable m_changed;
    std::vector<std::shared_ptr<const void>> m_things;
    bool m_dropping = false;
    bool m_stop = false;
    std::thread m_thread; ///< started with the first thing
};

} // namespace orfeas::render::gpu
