// The commands of the Object menu: tools of the viewport, and edits of where objects stand.
#pragma once

#include <functional>

#include <QObject>

#include "core/project/scene_edit.h"

class QWidget;

namespace orfeas::ui {

class CommandList;
class ViewportPane;
class Workspace;
enum class CommandId;

/// Owner: the main window. Every edit is one undo step and leaves locked objects where they are. UI thread.
class ObjectActions : public QObject {
    Q_OBJECT
public:
    ObjectActions(QWidget* window, Workspace& workspace, CommandList& commands, ViewportPane& viewport);

private:
    using Change = std::function<Result<project::Document>(const project::Document&, project::Ids)>;
    void connectTools();
    void connectEdits();
    /// `text` with %1 for what is selected.
    void edit(const QString& text, const Change& change);
    void makeArray();
    void packAll();
    void refresh();

    QWidget* m_window;
    Workspace& m_workspace;
    CommandList& m_commands;
    ViewportPane& m_viewport;
};

} // namespace orfeas::ui
