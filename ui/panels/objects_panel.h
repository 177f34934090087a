// The outliner: the document's objects and groups.
#pragma once

#include <QWidget>

class QTreeView;

namespace orfeas::ui {

class SectionHead;
class Workspace;

class ObjectsPanel : public QWidget {
    Q_OBJECT
public:
    explicit ObjectsPanel(Workspace& workspace, QWidget* parent = nullptr);

    SectionHead* head() const { return m_head; }
    QTreeView* tree() const { return m_tree; }
    void renameCurrent();

signals:
    void menuRequested(const QPoint& globalPosition);

private:
    SectionHead* m_head;
    QTreeView* m_tree;
};

} // namespace orfeas::ui
