// The part of the Shape tab that gets the selected objects ready for the printer.
#pragma once

#include <vector>

#include <QWidget>

#include "ui/prepare/prepare_tool.h"

namespace orfeas::ui {

class OrientPicker;
class ToolForm;
class Workspace;

/// Runs a tool on the selected objects. Says why when that cannot be.
void runTool(Workspace& workspace, const PrepareTool& tool, const std::vector<double>& values,
             const std::string& text = {});

/// Tools run as rows of the queue with progress and stop, each one undo step. One form is open at a time. UI thread.
class PreparePanel : public QWidget {
    Q_OBJECT
public:
    explicit PreparePanel(Workspace& workspace, QWidget* parent = nullptr);

    OrientPicker& orient() { return *m_orient; }
    ToolForm* form(const QString& id) const;

private:
    void refresh();

    Workspace& m_workspace;
    OrientPicker* m_orient;
    std::vector<ToolForm*> m_forms;
};

} // namespace orfeas::ui
