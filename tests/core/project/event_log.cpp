#include "tests/core/project/event_log.h"

#include <chrono>
#include <map>

namespace orfeas::test {

using namespace project;

ProjectService::Sink EventLog::sink() {
    return [this](const CoreEvent& event) {
        std::lock_guard lock(m_mutex);
        m_events.push_back(event);
        m_arrived.notify_all();
    };
}

bool EventLog::waitUntil(const std::function<bool(const EventLog&)>& wanted) const {
    std::unique_lock lock(m_mutex);
    return m_arrived.wait_for(lock, std::chrono::seconds(30), [&] { return wanted(*this); });
}

std::vector<CoreEvent> EventLog::events() const {
    std::lock_guard lock(m_mutex);
    return m_events;
}

std::vector<JobStatus> EventLog::rows() const {
    std::lock_guard lock(m_mutex);
    std::map<JobId, JobStatus> rows;
    for (const CoreEvent& event : m_events) {
        if (const auto* changed = std::get_if<JobChanged>(&event)) rows[changed->status.id] = changed->status;
        if (const auto* removed = std::get_if<JobRemoved>(&event)) rows.erase(removed->id);
    }
    std::vector<JobStatus> out;
    for (const auto& [id, status] : rows)
        out.push_back(status);
    return out;
}

std::optional<JobStatus> EventLog::status(JobId id) const {
    for (const JobStatus& row : rows()) {
        if (row.id == id) return row;
    }
    return std::nullopt;
}

std::optional<DocumentChanged> EventLog::lastDocument() const {
    std::lock_guard lock(m_mutex);
    for (auto event = m_events.rbegin(); event != m_events.rend(); ++event) {
        if (const auto* changed = std::get_if<DocumentChanged>(&*event)) return *changed;
    }
    return std::nullopt;
}

DocumentPtr EventLog::document() const {
    const std::optional<DocumentChanged> last = lastDocument();
    return last ? last->document : std::make_shared<const Document>();
}

bool EventLog::waitForState(JobId id, JobState state) const {
    return waitUntil([&](const EventLog& log) {
        const std::optional<JobStatus> row = log.status(id);
        return row && row->state == state;
    });
}

bool EventLog::waitForObjects(std::size_t count) const {
    return waitUntil([&](const EventLog& log) { return log.document()->objects.size() == count; });
}

} // namespace orfeas::test
