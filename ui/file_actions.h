// Files and pictures in and out of the window: open, paste, samples, recent files, export.
#pragma once

#include <QObject>

#include "ui/workspace.h"

class QImage;
class QMenu;
class QWidget;

namespace orfeas::ui {

class ViewportPane;

/// Shows the dialogs over its window and hands what was chosen to the workspace. Owner: the main window. UI thread.
class FileActions : public QObject {
    Q_OBJECT
public:
    FileActions(QWidget* window, Workspace& workspace, ViewportPane& viewport);

    void open();
    void paste();
    void openSample(int index);
    void openImage(const QImage& image, const QString& name); ///< converts on a pool thread
    void exportObjects();

    void fillRecentMenu(QMenu* menu); ///< adds pictures and meshes
    void fillSamplesMenu(QMenu* menu);

private:
    void write(const std::vector<project::ObjectPtr>& objects, const QString& file,
               const io::WriteOptions& options);

    QWidget* m_window;
    Workspace& m_workspace;
    ViewportPane& m_viewport;
};

} // namespace orfeas::ui
