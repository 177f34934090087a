// Binds the open project to the window: what was found after a crash, earlier versions in the viewport, comparisons.
#pragma once

#include <optional>

#include <QObject>

#include "core/project/session_event.h"
#include "ui/history/compare_scene.h"

class QWidget;

namespace orfeas::ui {

class HistoryLink;
class HistoryPanel;
class ComparePanel;
class ProjectActions;
class VersionActions;
class ViewportPane;
class Workspace;

/// Owner: the main window. Makes the History panel and the actions; says nothing by itself but through `told` and `failed`.
class HistoryDesk : public QObject {
    Q_OBJECT
public:
    HistoryDesk(QWidget* window, Workspace& workspace, HistoryLink& link, ViewportPane& viewport);

    ComparePanel* comparison() const { return m_compare; }
    HistoryPanel* panel() const { return m_panel; }
    ProjectActions& projects() { return *m_projects; }
    VersionActions& versions() { return *m_versions; }

    /// The project of the last time comes back when `files` holds nothing; a project among them is opened.
    void start(const QStringList& files);

    void showProject(); ///< sharing, backups, soundness

signals:
    void began(); ///< the session knows what it starts with
    void told(const QString& text);
    void compared(); ///< a comparison is shown: the History tab belongs in front

private:
    enum class Looking { No, AtVersion, AtFoundWork, AtComparison };

    void askRecovery(const project::RecoveryOffered& offer);
    void askSalvage(const project::DamageFound& damage);
    void showSalvaged(const project::Salvaged& salvaged);
    void show(const project::VersionRead& read);
    void leave();
    void compare(const std::shared_ptr<const project::VersionsCompared>& comparison);
    void showComparison();
    void takeAnswer(int answer);

    QWidget* m_window;
    Workspace& m_workspace;
    HistoryLink& m_link;
    ViewportPane& m_viewport;
    ProjectActions* m_projects;
    VersionActions* m_versions;
    HistoryPanel* m_panel;
    ComparePanel* m_compare;
    Looking m_looking = Looking::No;
    std::optional<CompareMode> m_comparedAs;      ///< what the camera was set for
    std::optional<history::ObjectId> m_foundWork; ///< offered, not answered
    history::ObjectId m_shown;                    ///< the version looked at
};

} // namespace orfeas::ui
