// In the top bar: which project is open, and whether it is safe.
#pragma once

#include <QWidget>

#include "core/project/session_event.h"

class QLabel;

namespace orfeas::ui {

class HistoryLink;

class ProjectTitle : public QWidget {
    Q_OBJECT
public:
    explicit ProjectTitle(HistoryLink& link, QWidget* parent = nullptr);

private:
    void refresh();

    HistoryLink& m_link;
    QLabel* m_name;
    QLabel* m_state;
};

/// "garden-set", "Untitled".
QString projectName(const project::SessionStatus& status);
/// "Saved", "Unsaved changes", "Read-only: another program has it open"; empty for a new project.
QString saveStateText(const project::SessionStatus& status);

} // namespace orfeas::ui
