// The window: puts panels, viewport and commands together.
#pragma once

#include <QMainWindow>

#include "ui/command_list.h"
#include "ui/drop_target.h"
#include "ui/history/history_link.h"
#include "ui/workspace.h"

class QDockWidget;

namespace orfeas::ui {

class CommandPalette;
class FileActions;
class GeneratePanel;
class HistoryDesk;
class MessageBar;
class ObjectsPanel;
class PicturesPanel;
class PrintPanel;
class SidePanel;
class StatusLine;
class TopBar;
class ViewportPane;

/// Shows itself before any driver or file is opened; `start` does the rest after the first paint.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow();
    ~MainWindow() override;

    /// Opens the viewport and takes the files of the command line.
    /// `graphicsCard`: part of its name or its number; empty: the one of the settings, or the best.
    void start(const QStringList& files, const QString& graphicsCard = {});

    Workspace& workspace() { return m_workspace; }
    CommandList& commands() { return *m_commands; }
    ViewportPane& viewport() { return *m_viewport; }
    HistoryLink& history() { return m_history; }
    HistoryDesk& historyDesk() { return *m_desk; }
    QString message() const; ///< what the message bar says; empty when it is hidden

signals:
    void firstPainted();

protected:
    void closeEvent(QCloseEvent* event) override;
    bool event(QEvent* event) override;

private:
    void buildCentre();
    void buildDocks();
    void buildSide();
    QDockWidget* addDock(const QString& name, const QString& title, QWidget* head, QWidget* body,
                         Qt::DockWidgetArea area);
    void arrangeDocks();
    void connectCommands();
    void connectProject();
    void connectViewCommands();
    void connectWorkspace();
    void connectDrops();
    void refreshCommands();

    void setPanelsVisible(bool visible);
    void focusNextRegion();
    void showObjectMenu(const QPoint& position);
    void about();

    Workspace m_workspace;
    HistoryLink m_history{m_workspace.bridge()}; ///< before what it keeps
    CommandList* m_commands;
    DropTarget m_drops;
    TopBar* m_topBar;
    ViewportPane* m_viewport = nullptr;
    FileActions* m_files = nullptr;
    HistoryDesk* m_desk = nullptr;
    MessageBar* m_messages = nullptr;
    StatusLine* m_status = nullptr;
    PicturesPanel* m_pictures = nullptr;
    ObjectsPanel* m_objects = nullptr;
    SidePanel* m_side = nullptr;
    GeneratePanel* m_generate = nullptr;
    PrintPanel* m_print = nullptr;
    CommandPalette* m_palette = nullptr;
    QList<QDockWidget*> m_docks;
    QByteArray m_standardLayout;
    bool m_painted = false;
};

} // namespace orfeas::ui
