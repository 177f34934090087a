// The Print tab: does the selected object print, why not, where, and what to do.
#pragma once

#include <memory>
#include <vector>

#include <QWidget>

#include "core/print/report.h"

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace orfeas::ui {

class Badge;
class ChoiceBox;
class FindingRow;
class SectionHead;
class SegmentedControl;
class SlicerLink;
class Workspace;

/// Rows are made anew when another report comes. Pressing one lights the place in the viewport and goes there.
class PrintPanel : public QWidget {
    Q_OBJECT
public:
    explicit PrintPanel(Workspace& workspace, QWidget* parent = nullptr);
    ~PrintPanel() override;

private:
    QWidget* makeChoices();
    QWidget* makeMaps();
    void refresh();
    void refreshChoices();
    void showReport(const std::shared_ptr<const print::Report>& report);
    void showFinding(std::size_t index);

    Workspace& m_workspace;
    SectionHead* m_head;
    Badge* m_badge;
    QLabel* m_sentence;
    QLabel* m_figures;
    ChoiceBox* m_printer;
    ChoiceBox* m_profile;
    SectionHead* m_mapHead;
    SegmentedControl* m_map;
    QWidget* m_maps;
    SectionHead* m_findingsHead;
    QWidget* m_findings;
    QVBoxLayout* m_rows;
    QPushButton* m_slicer;
    std::unique_ptr<SlicerLink> m_slicers;
    std::shared_ptr<const print::Report> m_report; ///< that the rows show
};

} // namespace orfeas::ui
