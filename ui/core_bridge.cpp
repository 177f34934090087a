#include "ui/core_bridge.h"

#include <QMetaObject>

namespace orfeas::ui {
namespace {

using namespace orfeas::project;

/// Whether `newer` makes `older` needless: both tell the state of the same thing.
bool supersedes(const CoreEvent& newer, const CoreEvent& older) {
    if (newer.index() != older.index()) return false;
    if (const auto* job = std::get_if<JobChanged>(&newer)) {
        // Only progress: the first news of a job stays where it is, so that rows keep the order of arrival.
        const JobStatus& before = std::get<JobChanged>(older).status;
        return job->status.id == before.id && job->status.state == before.state;
    }
    if (const auto* preview = std::get_if<PreviewReady>(&newer)) {
        return preview->object == std::get<PreviewReady>(older).object;
    }
    if (const auto* checked = std::get_if<ObjectChecked>(&newer))
        return checked->object == std::get<ObjectChecked>(older).object;
    return false;
}

} // namespace

CoreBridge::CoreBridge(QObject* parent) : QObject(parent) {}

// The service stops its threads before the queue they write to goes.
CoreBridge::~CoreBridge() {
    m_project.reset();
}

project::ProjectService& CoreBridge::project() {
    if (!m_project) {
        m_project = std::make_unique<ProjectService>([this](const CoreEvent& event) { receive(event); });
    }
    return *m_project;
}

void CoreBridge::setObserver(std::function<void(const CoreEvent&)> observer) {
    const std::lock_guard lock(m_observerMutex);
    m_observer = std::move(observer);
}

void CoreBridge::receive(const CoreEvent& event) {
    {
        const std::lock_guard lock(m_observerMutex);
        if (m_observer) m_observer(event);
    }
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        first = m_waiting.empty();
        std::erase_if(m_waiting, [&](const CoreEvent& older) { return supersedes(event, older); });
        m_waiting.push_back(event);
    }
    if (first) QMetaObject::invokeMethod(this, &CoreBridge::deliver, Qt::QueuedConnection);
}

void CoreBridge::deliver() {
    std::vector<CoreEvent> events;
    {
        const std::lock_guard lock(m_mutex);
        events.swap(m_waiting);
    }
    for (const CoreEvent& event : events) {
        std::visit(
            [this]<typename Event>(const Event& it) {
                if constexpr (std::is_same_v<Event, DocumentChanged>) emit documentChanged(it);
                if constexpr (std::is_same_v<Event, JobChanged>) emit jobChanged(it.status);
                if constexpr (std::is_same_v<Event, JobRemoved>) emit jobRemoved(it.id);
                if constexpr (std::is_same_v<Event, JobMoved>) emit jobMoved(it);
                if constexpr (std::is_same_v<Event, QueuePaused>) emit queuePaused(it.paused);
                if constexpr (std::is_same_v<Event, PreviewReady>) emit previewReady(it);
                if constexpr (std::is_same_v<Event, PreviewDropped>) emit previewDropped(it);
                if constexpr (std::is_same_v<Event, Exported>) emit exported(it);
                if constexpr (std::is_same_v<Event, Notice>) emit notice(it.error);
                if constexpr (std::is_same_v<Event, ObjectChecked>) emit objectChecked(it);
            },
            event);
    }
}

} // namespace orfeas::ui
