// What is true of the selected object, how it was made, and what was cut out of its picture.
#pragma once

#include <QWidget>

class QLabel;

namespace orfeas::ui {

class SectionHead;
class Workspace;

class FactsPanel : public QWidget {
    Q_OBJECT
public:
    explicit FactsPanel(Workspace& workspace, QWidget* parent = nullptr);

private:
    void refresh();
    void showCutout();
    QLabel* addFact(const QString& name);

    Workspace& m_workspace;
    SectionHead* m_head;
    QWidget* m_facts;
    QLabel* m_size;
    QLabel* m_triangles;
    QLabel* m_volume;
    QLabel* m_closed;
    QLabel* m_source;
    QLabel* m_how;
    SectionHead* m_cutoutHead;
    QWidget* m_cutout;
    QLabel* m_cutoutPicture;
    QLabel* m_cutoutText;
    const void* m_shownCutout = nullptr; ///< whose picture m_cutoutPicture shows
};

} // namespace orfeas::ui
