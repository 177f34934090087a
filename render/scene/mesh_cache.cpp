#include "render/scene/mesh_cache.h"

#include <algorithm>
#include <utility>

#include "core/base/core_share.h"

namespace orfeas::render {
namespace {
/// Prepared on the spot: a few milliseconds.
constexpr std::size_t kSmallTriangles = 20'000;
constexpr std::size_t kBudgetBytes = 512ull << 20;
} // namespace

MeshCache::MeshCache(const PassResources& resources, std::function<void()> wake)
    : m_resources(resources), m_arena(resources.device), m_wake(std::move(wake)),
      m_lods(resources.device, m_wake) {}

MeshCache::~MeshCache() {
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
        m_queue.clear();
    }
    m_changed.notify_all();
    if (m_thread.joinable()) m_thread.join();
    for (auto& [key, entry] : m_entries)
        drop(entry);
    m_done.clear();
    m_resources.device.waitIdle(); // what is retired lies in the arena
}

void MeshCache::drop(Entry& entry) {
    if (entry.ready) m_resources.device.retire(std::exchange(entry.ready, nullptr));
}

void MeshCache::startThread() {
    if (!m_thread.joinable()) m_thread = std::thread([this] { workLoop(); });
}

void MeshCache::workLoop() {
    giveWay();
    // A software driver draws with every core: preparing takes what it leaves of one.
    std::optional<SerialLoops> serial;
    if (m_resources.device.adapter().software) serial.emplace();
    TransferCopier copier(m_resources.device);
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_stop || !m_queue.empty(); });
        if (m_stop) return;
        Prepared job = std::move(m_queue.front());
        m_queue.pop_front();
        lock.unlock();
        if (job.mesh.use_count() > 1) {
            prepare(std::move(job), copier);
            if (m_wake) m_wake();
        } else {
            job = {}; // nobody else holds it any more: a preview that was overtaken
        }
        lock.lock();
    }
}

void MeshCache::prepare(Prepared job, TransferCopier& copier) {
    job.staged.emplace(stageMesh(m_resources.device, m_arena, job.mesh));
    if (job.staged->ok() && (*job.staged)->geometry) {
        StagedMesh& staged = **job.staged;
        const Result<void> copied =
            copier.run([&](VkCommandBuffer commands) { recordGeometryCopy(commands, staged); });
        if (copied.ok())
            staged.geometry = {};
        else
            job.staged.emplace(copied.error());
    }
    job.mesh.reset();
    const std::lock_guard lock(m_mutex);
    m_done.push_back(std::move(job));
}

std::optional<Result<StagedMesh>> MeshCache::takePrepared(std::uint64_t ticket) {
    const std::lock_guard lock(m_mutex);
    const auto done = std::find_if(m_done.begin(), m_done.end(),
                                   [ticket](const Prepared& p) { return p.ticket == ticket; });
    if (done == m_done.end()) return std::nullopt;
    std::optional<Result<StagedMesh>> staged = std::move(done->staged);
    m_done.erase(done);
    return staged;
}

Result<std::shared_ptr<const GpuMesh>> MeshCache::finishEntry(Entry& entry, Result<StagedMesh> staged,
                                                              VkCommandBuffer commands) {
    entry.ticket = 0;
    if (staged.ok()) {
        std::shared_ptr<const LodSource> lodSource = staged->lodSource;
        Result<std::shared_ptr<GpuMesh>> uploaded = recordUpload(m_resources, commands, std::move(*staged));
        if (uploaded.ok()) {
            entry.ready = *uploaded;
            if (lodSource) m_lods.add({entry.mesh, entry.ready, std::move(lodSource), std::nullopt});
            return std::shared_ptr<const GpuMesh>(entry.ready);
        }
        entry.error = uploaded.error();
    } else {
        entry.error = staged.error();
    }
    return *entry.error;
}

Result<std::shared_ptr<const GpuMesh>> MeshCache::find(const std::shared_ptr<const mesh::Mesh>& mesh,
                                                       Wait wait, VkCommandBuffer commands) {
    Entry& entry = m_entries[mesh.get()];
    // An address may be used again by another mesh; a dead entry under it is not this one.
    if (entry.mesh.lock() != mesh) {
        drop(entry);
        takePrepared(entry.ticket);
        entry = Entry{};
        entry.mesh = mesh;
    }
    entry.lastFrame = m_frame;
    if (entry.ready) return std::shared_ptr<const GpuMesh>(entry.ready);
    if (entry.error) return *entry.error;
    if (entry.ticket != 0) {
        if (std::optional<Result<StagedMesh>> staged = takePrepared(entry.ticket))
            return finishEntry(entry, std::move(*staged), commands);
        if (wait == Wait::ForSmall) return std::shared_ptr<const GpuMesh>();
    }
    if (wait == Wait::ForAll || mesh->triangles.size() <= kSmallTriangles)
        return finishEntry(entry, stageMesh(m_resources.device, m_arena, mesh), commands);
    entry.ticket = ++m_lastTicket;
    {
        const std::lock_guard lock(m_mutex);
        m_queue.push_back({entry.ticket, mesh, std::nullopt});
        startThread();
    }
    m_changed.notify_all();
    return std::shared_ptr<const GpuMesh>();
}

Result<void> MeshCache::installLods(VkCommandBuffer commands) {
    for (LodMaker::Job& levels : m_lods.takeDone()) {
        if (!levels.staged->ok()) return levels.staged->error();
        StagedLods& staged = **levels.staged;
        m_resources.device.retire(staged.mesh); // it may have died meanwhile
        recordLods(m_resources, commands, std::move(staged));
        ++m_revision;
    }
    return {};
}

void MeshCache::collect() {
    ++m_frame;
    {
        const std::lock_guard lock(m_mutex);
        std::erase_if(m_done, [this](Prepared& p) {
            const bool wanted = std::any_of(m_entries.begin(), m_entries.end(),
                                            [&p](const auto& e) { return e.second.ticket == p.ticket; });
            if (!wanted && p.staged->ok())
                m_resources.device.memory().disposal().add(std::move((*p.staged)->lodSource));
            return !wanted;
        });
    }
    for (auto it = m_entries.begin(); it != m_entries.end();) {
        if (!it->second.mesh.expired()) {
            ++it;
            continue;
        }
        drop(it->second);
        takePrepared(it->second.ticket);
        it = m_entries.erase(it);
    }
    std::size_t held = bytes();
    while (held > kBudgetBytes) {
        auto oldest = m_entries.end();
        for (auto it = m_entries.begin(); it != m_entries.end(); ++it) {
            const bool idle = it->second.ready && it->second.ready.use_count() == 1;
            if (idle && (oldest == m_entries.end() || it->second.lastFrame < oldest->second.lastFrame))
                oldest = it;
        }
        if (oldest == m_entries.end()) return;
        held -= oldest->second.ready->bytes;
        drop(oldest->second);
        m_entries.erase(oldest);
    }
}

void MeshCache::forgetAll() {
    for (auto& [key, entry] : m_entries)
        drop(entry);
    std::erase_if(m_entries, [](const auto& e) { return e.second.ticket == 0; });
}

std::size_t MeshCache::bytes() const {
    std::size_t sum = 0;
    for (const auto& [key, entry] : m_entries)
        sum += entry.ready ? entry.ready->bytes : 0;
    return sum;
}

} // namespace orfeas::render
