// A sink that keeps every event and lets a test wait for one.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/project/core_event.h"
#include "core/project/project_service.h"

namespace orfeas::test {

/// Thread-safe. Outlives the service that feeds it.
class EventLog {
public:
    project::ProjectService::Sink sink();

    /// Blocks until `wanted` holds for the events so far. False after half a minute: the test has hung.
    bool waitUntil(const std::function<bool(const EventLog&)>& wanted) const;

    std::vector<project::CoreEvent> events() const;
    /// The last status of each row that is still there, by id.
    std::optional<project::JobStatus> status(project::JobId id) const;
    std::vector<project::JobStatus> rows() const;
    project::DocumentPtr document() const; ///< never null
    std::optional<project::DocumentChanged> lastDocument() const;

    template <typename Event>
    std::vector<Event> all() const {
        std::vector<Event> out;
        for (const project::CoreEvent& event : events()) {
            if (const Event* one = std::get_if<Event>(&event)) out.push_back(*one);
        }
        return out;
    }

    bool waitForState(project::JobId id, project::JobState state) const;
    bool waitForObjects(std::size_t count) const;

private:
    mutable std::recursive_mutex m_mutex;
    mutable std::condition_variable_any m_arrived;
    std::vector<project::CoreEvent> m_events;
};

} // namespace orfeas::test
