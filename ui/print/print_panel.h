// The Print tab: whether the selected object can be printed, as far as its facts tell.
#pragma once

#include <QWidget>

class QLabel;

namespace orfeas::ui {

class SectionHead;
class Workspace;

class PrintPanel : public QWidget {
    Q_OBJECT
public:
    explicit PrintPanel(Workspace& workspace, QWidget* parent = nullptr);

private:
    void refresh();

    Workspace& m_workspace;
    SectionHead* m_head;
    QLabel* m_verdict;
};

} // namespace orfeas::ui
