// The queue: what comes in, how far it is, and what can be done about it.
#pragma once

#include <QWidget>

#include "core/project/core_event.h"

class QLabel;
class QListView;
class QMenu;

namespace orfeas::ui {

class SectionHead;
class Workspace;

/// Keys on a row: Enter shows the object, P pauses or goes on, Alt with Up and Down moves it among those that wait, Delete
/// cancels or puts away, R tries again, Menu opens the same as a list. Waiting rows can be dragged.
class PicturesPanel : public QWidget {
    Q_OBJECT
public:
    explicit PicturesPanel(Workspace& workspace, QWidget* parent = nullptr);

    /// The dock's head, owned by the dock once set there.
    SectionHead* head() const { return m_head; }
    QListView* list() const { return m_list; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void cancelOrDismiss(const QModelIndex& index);
    void retry(const QModelIndex& index);
    void show(const QModelIndex& index);
    void togglePaused(const QModelIndex& index);
    void addMoves(QMenu& menu, project::JobId job);
    void openMenu(const QPoint& position);

    Workspace& m_workspace;
    SectionHead* m_head;
    QListView* m_list;
    QLabel* m_empty;
};

} // namespace orfeas::ui
