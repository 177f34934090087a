#include "core/project/print_watch.h"

#include <utility>

#include "core/io/baked_mesh.h"

namespace orfeas::project {
PrintWatch::PrintWatch(Sink sink, Check check, std::chrono::milliseconds settle)
    : m_sink(std::move(sink)), m_check(std::move(check)), m_settle(settle),
      m_thread([this](const std::stop_token& stop) { run(stop); }) {}

PrintWatch::~PrintWatch() {
    stop();
}

void PrintWatch::stop() {
    m_thread.request_stop();
    const std::lock_guard lock(m_mutex);
    m_running.request_stop();
}

void PrintWatch::observe(const CoreEvent& event) {
    if (const auto* changed = std::get_if<DocumentChanged>(&event)) {
        const std::lock_guard lock(m_mutex);
        for (const ObjectPtr& object : changed->document->objects)
            watch(object->id, object->mesh, object->transform, false);
        std::erase_if(m_objects, [&](const auto& entry) {
            const bool isGone = changed->document->find(entry.first) == nullptr;
            if (isGone && entry.second.version == m_runningVersion) m_running.request_stop();
            return isGone;
        });
    } else if (const auto* preview = std::get_if<PreviewReady>(&event)) {
        const std::lock_guard lock(m_mutex);
        watch(preview->object, preview->preview.mesh, preview->transform, true);
    } else if (const auto* dropped = std::get_if<PreviewDropped>(&event)) {
        const std::lock_guard lock(m_mutex);
        forget(dropped->object);
    }
    m_changed.notify_all();
}

void PrintWatch::watch(ObjectId object, const std::shared_ptr<const mesh::Mesh>& mesh,
                       const glm::mat4& transform, bool isPreview) {
    Watched& entry = (isPreview ? m_previews : m_objects)[object];
    const glm::mat3 form(transform);
    if (entry.mesh == mesh && entry.form == form) return;
    // A finished object ends its previews.
    if (!isPreview && entry.mesh != mesh) forget(object);
    if (entry.version != 0 && entry.version == m_runningVersion) m_running.request_stop();
    entry = {mesh, form, isPreview, Stage::Quick, Clock::now() + m_settle, ++m_lastVersion};
}

void PrintWatch::forget(ObjectId object) {
    const auto preview = m_previews.find(object);
    if (preview == m_previews.end()) return;
    if (preview->second.version == m_runningVersion) m_running.request_stop();
    m_previews.erase(preview);
}

void PrintWatch::setOptions(const print::CheckOptions& options) {
    const std::lock_guard lock(m_mutex);
    m_options = options;
    m_running.request_stop();
    for (auto* list : {&m_previews, &m_objects}) {
        for (auto& [id, entry] : *list) {
            entry.next = Stage::Quick;
            entry.due = Clock::now();
            entry.version = ++m_lastVersion;
        }
    }
    m_changed.notify_all();
}

std::map<ObjectId, PrintWatch::Watched>::iterator PrintWatch::nextDue() {
    auto best = m_objects.end();
    const auto consider = [&](std::map<ObjectId, Watched>& list) {
        for (auto at = list.begin(); at != list.end(); ++at) {
            const Watched& entry = at->second;
            if (entry.next == Stage::Done || (entry.isPreview && entry.next == Stage::Full)) continue;
            const bool isBetter = best == m_objects.end() || entry.next < best->second.next ||
                                  (entry.next == best->second.next && entry.due < best->second.due);
            if (isBetter) best = at;
        }
    };
    consider(m_previews);
    consider(m_objects);
    return best;
}

void PrintWatch::run(const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    while (!stop.stop_requested()) {
        const auto next = nextDue();
        if (next == m_objects.end()) {
            const std::uint64_t seen = m_lastVersion;
            m_changed.wait(lock, stop, [&] { return m_lastVersion != seen; });
            continue;
        }
        const Clock::time_point due = next->second.due;
        if (Clock::now() < due) {
            const std::uint64_t seen = m_lastVersion;
            m_changed.wait_until(lock, stop, due, [&] { return m_lastVersion != seen; });
            continue;
        }
        const Watched wanted = next->second;
        const ObjectId object = next->first;
        m_runningVersion = wanted.version;
        m_running = std::stop_source();
        print::CheckOptions options = m_options;
        options.quick = wanted.next == Stage::Quick;
        options.unitKnown = true; // the question of units is asked when a mesh is imported
        const jobs::JobContext context(m_running.get_token(), {});
        if (stop.stop_requested()) return;
        lock.unlock();
        const auto mesh = io::bakedMesh({{}, wanted.mesh, glm::mat4(wanted.form)});
        Result<print::Report> report = m_check(*mesh, options, context);
        lock.lock();
        m_runningVersion = 0;
        auto& list = wanted.isPreview ? m_previews : m_objects;
        const auto still = list.find(object);
        if (still == list.end() || still->second.version != wanted.version || !report.ok()) continue;
        still->second.next = wanted.next == Stage::Quick ? Stage::Full : Stage::Done;
        lock.unlock();
        m_sink({object, wanted.mesh, std::make_shared<const print::Report>(std::move(*report)),
                wanted.isPreview});
        lock.lock();
    }
}

} // namespace orfeas::project
