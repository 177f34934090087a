// The commands that say how the viewport shows things: shading, section, background, two views, measurements.
#pragma once

#include <QObject>

namespace orfeas::ui {

class CommandList;
class ViewportPane;
class Workspace;

/// Owner: the main window. Keeps the commands' check marks in step with what is shown. UI thread.
class LookActions : public QObject {
    Q_OBJECT
public:
    LookActions(QObject* parent, Workspace& workspace, CommandList& commands, ViewportPane& viewport);

private:
    void connectShadings();
    void connectSection();
    void connectViews();
    void refresh();

    Workspace& m_workspace;
    CommandList& m_commands;
    ViewportPane& m_viewport;
};

} // namespace orfeas::ui
