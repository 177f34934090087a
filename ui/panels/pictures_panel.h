// The queue: what comes in, how far it is, and what can be done about it.
#pragma once

#include <QWidget>

class QLabel;
class QListView;
class QMenu;

namespace orfeas::ui {

class SectionHead;
class Workspace;

/// Keys on a row: Enter shows the object, Delete cancels or puts away, R tries again, Menu opens the same as a list.
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
    void openMenu(const QPoint& position);

    Workspace& m_workspace;
    SectionHead* m_head;
    QListView* m_list;
    QLabel* m_empty;
};

} // namespace orfeas::ui
