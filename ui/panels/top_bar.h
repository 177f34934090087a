// The bar across the top: menus, what is open, undo and redo, the tools, the verdict, Export.
#pragma once

#include <QFrame>
#include <QList>

class QMenu;
class QMenuBar;
class QToolButton;

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
    QMenu* graphicsMenu() const { return m_graphics; } ///< of the View menu

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildMenus();
    QWidget* makeTools();
    void refreshVerdict();

    Workspace& m_workspace;
    CommandList& m_commands;
    QMenuBar* m_menus;
    QMenu* m_recent = nullptr;
    QMenu* m_samples = nullptr;
    QMenu* m_graphics = nullptr;
    Badge* m_verdict;
    QList<QToolButton*> m_tools;
};

} // namespace orfeas::ui
