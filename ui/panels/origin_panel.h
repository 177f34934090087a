// How the selected object came to be: its file, what made it, and what was cut out of its picture.
#pragma once

#include <QWidget>

class QLabel;

namespace orfeas::ui {

class FactList;
class SectionHead;
class Workspace;

class OriginPanel : public QWidget {
    Q_OBJECT
public:
    explicit OriginPanel(Workspace& workspace, QWidget* parent = nullptr);

private:
    void refresh();
    void showCutout();

    Workspace& m_workspace;
    SectionHead* m_head;
    FactList* m_facts;
    QLabel* m_source;
    QLabel* m_how;
    SectionHead* m_cutoutHead;
    QWidget* m_cutout;
    QLabel* m_cutoutPicture;
    QLabel* m_cutoutText;
    const void* m_shownCutout = nullptr; ///< whose picture m_cutoutPicture shows
};

} // namespace orfeas::ui
