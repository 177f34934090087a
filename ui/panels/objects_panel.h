// The outliner: the document's objects.
#pragma once

#include <QWidget>

class QListView;

namespace orfeas::ui {

class SectionHead;
class Workspace;

class ObjectsPanel : public QWidget {
    Q_OBJECT
public:
    explicit ObjectsPanel(Workspace& workspace, QWidget* parent = nullptr);

    SectionHead* head() const { return m_head; }
    QListView* list() const { return m_list; }
    void renameCurrent();

signals:
    void menuRequested(const QPoint& globalPosition);

private:
    SectionHead* m_head;
    QListView* m_list;
};

} // namespace orfeas::ui
