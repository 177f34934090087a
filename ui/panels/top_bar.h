// The bar across the top: menus, what is open, undo and redo, the verdict, Export.
#pragma once

#include <QFrame>

class QMenu;
class QMenuBar;

namespace orfeas::ui {

class Badge;
class CommandList;
class HistoryLink;
class Workspace;

class TopBar : public QFrame {
    Q_OBJECT
public:
    TopBar(Workspace& workspace, HistoryLink& history, CommandList& commands, QWidget* parent = nullptr);

    /// "Open recent" and "Samples" of the File menu: filled when they are about to show.
    QMenu* recentMenu() const { return m_recent; }
    QMenu* samplesMenu() const { return m_samples; }

private:
    void buildMenus();
    void refreshVerdict();

    Workspace& m_workspace;
    CommandList& m_commands;
    QMenuBar* m_menus;
    QMenu* m_recent = nullptr;
    QMenu* m_samples = nullptr;
    Badge* m_verdict;
};

} // namespace orfeas::ui
