// The Shape tab: where the selected object stands and what is true of its shape.
#pragma once

#include <QWidget>

class QLabel;

namespace orfeas::ui {

class FactList;
class PoseFields;
class SectionHead;
class Workspace;

class ShapePanel : public QWidget {
    Q_OBJECT
public:
    explicit ShapePanel(Workspace& workspace, QWidget* parent = nullptr);

private:
    void refresh();

    Workspace& m_workspace;
    QLabel* m_nothing; ///< said when no object is selected
    QWidget* m_content;
    SectionHead* m_poseHead;
    PoseFields* m_pose;
    SectionHead* m_head;
    QLabel* m_position;
    QLabel* m_size;
    QLabel* m_triangles;
    QLabel* m_volume;
    QLabel* m_closed;
};

} // namespace orfeas::ui
