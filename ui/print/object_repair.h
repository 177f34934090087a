// Repairs the current object: works the repair out in the queue, shows it, and takes it as one step.
#pragma once

#include <string>
#include <vector>

#include <QObject>
#include <QPointer>

#include "core/project/document.h"

class QWidget;

namespace orfeas::ui {

class RepairReview;
class Workspace;

/// UI thread. One review at a time; the object may change meanwhile, then the repair is refused with a sentence.
class ObjectRepair : public QObject {
    Q_OBJECT
public:
    explicit ObjectRepair(Workspace& workspace, QWidget* window);

    /// For the current object. Says so when there is none, or nothing to repair.
    void start();

private:
    void workOut(const project::ObjectPtr& object, std::vector<std::string> rejected);

    Workspace& m_workspace;
    QWidget* m_window;
    QPointer<RepairReview> m_review;
};

} // namespace orfeas::ui
