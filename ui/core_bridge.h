// The one place where core events become Qt signals. Commands go down through project(), events come up here.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include <QObject>

#include "core/project/core_event.h"
#include "core/project/project_service.h"
#include "ui/id_stream.h"

namespace orfeas::ui {

/// Owns the project service and hands its events to the UI thread in order, in batches: the core never waits for the
/// window, and the window sees only the newest of several states of one job or of several previews of one object.
/// Lives on the UI thread; the service starts with the first command.
class CoreBridge : public QObject {
    Q_OBJECT
public:
    explicit CoreBridge(QObject* parent = nullptr);
    ~CoreBridge() override;

    project::ProjectService& project();

    /// Sees every event first, on the core thread; must not block. Empty: nobody. Set again only from the UI thread.
    void setObserver(std::function<void(const project::CoreEvent&)> observer);

signals:
    void documentChanged(const orfeas::project::DocumentChanged& event);
    void jobChanged(const orfeas::project::JobStatus& status);
    void jobRemoved(orfeas::project::JobId job);
    void jobMoved(const orfeas::project::JobMoved& event);
    void queuePaused(bool paused);
    void previewReady(const orfeas::project::PreviewReady& event);
    void previewDropped(const orfeas::project::PreviewDropped& event);
    void exported(const orfeas::project::Exported& event);
    void notice(const orfeas::Error& error);
    void objectChecked(const orfeas::project::ObjectChecked& event);

private:
    void receive(const project::CoreEvent& event); ///< core thread
    void deliver();                                ///< UI thread

    std::mutex m_observerMutex;
    std::function<void(const project::CoreEvent&)> m_observer; ///< guarded by m_observerMutex
    std::mutex m_mutex;
    std::vector<project::CoreEvent> m_waiting; ///< guarded by m_mutex
    std::unique_ptr<project::ProjectService> m_project;
};

} // namespace orfeas::ui
