// What a repair would change, to be looked at before it is taken.
#pragma once

#include <vector>

#include <QWidget>

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace orfeas::ui {

class FactList;
class ObjectRepair;
class SectionHead;
class SegmentedControl;

/// Lists the changes of one repair with their place and size; pressing one shows it. Those that can be left out have a
/// tick: taking it away works the repair out without them. UI thread.
class RepairReview : public QWidget {
    Q_OBJECT
public:
    explicit RepairReview(ObjectRepair& repair, QWidget* parent = nullptr);

private:
    void refresh();
    void fillFacts();
    void fillList();
    void takeTicks();

    ObjectRepair& m_repair;
    SectionHead* m_head;
    QLabel* m_status;
    QWidget* m_content;
    QLabel* m_steps;
    QLabel* m_moved;
    QLabel* m_volume;
    QLabel* m_triangles;
    QLabel* m_then;
    SegmentedControl* m_view;
    SectionHead* m_listHead;
    QTreeWidget* m_list;
    QLabel* m_hint;
    QPushButton* m_accept;
    const void* m_listed = nullptr; ///< the repair whose regions are listed
};

} // namespace orfeas::ui
