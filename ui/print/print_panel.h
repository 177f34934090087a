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
class ObjectRepair;
class RepairReview;
class SectionHead;
class SegmentedControl;
class SlicerLink;
class Workspace;

/// Rows are made anew when another report comes. Pressing one lights the place in the viewport and goes there; its button
/// does what the remedy says. While a repair is worked out or looked at, its review stands here instead.
class PrintPanel : public QWidget {
    Q_OBJECT
public:
    explicit PrintPanel(Workspace& workspace, QWidget* parent = nullptr);
    ~PrintPanel() override;

    ObjectRepair& repair() { return *m_repair; }
    void startRepair(); ///< of the current object
    void openInSlicer();

private:
    QWidget* makeChoices();
    QWidget* makeMaps();
    void refresh();
    void refreshChoices();
    void showReport(const std::shared_ptr<const print::Report>& report);
    void showFinding(std::size_t index);
    void fix(const print::Finding& finding);
    void refreshPages();

    Workspace& m_workspace;
    ObjectRepair* m_repair;
    RepairReview* m_review;
    QWidget* m_page; ///< everything else, hidden while a repair is looked at
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
    QPushButton* m_repairButton;
    QPushButton* m_slicer;
    std::unique_ptr<SlicerLink> m_slicers;
    std::shared_ptr<const print::Report> m_report; ///< that the rows show
};

} // namespace orfeas::ui
