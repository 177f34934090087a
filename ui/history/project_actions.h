// New, open, save: the commands about project files, with their dialogs and what they remember.
#pragma once

#include <QImage>
#include <QObject>

class QMenu;
class QWidget;

namespace orfeas::ui {

class HistoryLink;
class Workspace;

/// Owner: the window its dialogs appear over. UI thread.
class ProjectActions : public QObject {
    Q_OBJECT
public:
    ProjectActions(QWidget* window, Workspace& workspace, HistoryLink& link);

    void startNew();
    void open(const QString& file);
    /// Keeps a version; asks for a file name first while the project has none.
    void save();
    void saveVersion(); ///< asks what to call it
    void saveAs();

    /// "name.orfeas" of recent projects, with pictures. Added to what the menu holds.
    void fillRecentMenu(QMenu* menu);

private:
    void stopMaking();
    void remember();
    void rememberPicture();

    QWidget* m_window;
    Workspace& m_workspace;
    HistoryLink& m_link;
    QString m_pictured; ///< file and version whose picture is kept already
};

/// Where the pictures of recent projects are kept.
QString recentPicture(const QString& projectFile);

} // namespace orfeas::ui
