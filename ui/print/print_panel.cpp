#include "ui/print/print_panel.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/print/words.h"
#include "ui/prepare/prepare_panel.h"
#include "ui/print/finding_row.h"
#include "ui/print/object_repair.h"
#include "ui/print/print_link.h"
#include "ui/print/repair_review.h"
#include "ui/print/slicer_link.h"
#include "ui/print/verdict_badge.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/choice_box.h"
#include "ui/widgets/section_head.h"
#include "ui/widgets/segmented_control.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

QLabel* paragraph(const QString& name, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    return label;
}

/// What can be done about a finding at the press of a button.
struct Fix {
    QString word;
    QString tool; ///< of the prepare tools; empty: the repair
};

Fix fixFor(const print::Finding& finding) {
    using print::FindingKind;
    switch (finding.kind) {
    case FindingKind::ThinWalls:
        return {PrintPanel::tr("Thicken"), "thicken"};
    case FindingKind::Overhangs:
    case FindingKind::Stability:
        return {PrintPanel::tr("Lay"), "layBest"};
    case FindingKind::BaseContact:
        return {PrintPanel::tr("Cut flat"), "flatBase"};
    case FindingKind::TriangleCount:
        return {PrintPanel::tr("Simplify"), "simplify"};
    case FindingKind::FloatingParts:
    case FindingKind::Crumbs:
        return {PrintPanel::tr("Repair"), {}};
    default:
        break;
    }
    const bool mends = finding.kind < FindingKind::FloatingParts && finding.severity != print::Severity::Note;
    return mends ? Fix{PrintPanel::tr("Repair"), {}} : Fix{};
}

} // namespace

PrintPanel::PrintPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_repair(new ObjectRepair(workspace, this)),
      m_review(new RepairReview(*m_repair, this)), m_page(new QWidget(this)),
      m_head(new SectionHead(tr("Will it print?"), m_page)), m_badge(new Badge(m_page)),
      m_sentence(paragraph("verdict", m_page)), m_figures(paragraph("small", m_page)),
      m_mapHead(new SectionHead(tr("Show on the object"), m_page)),
      m_findingsHead(new SectionHead(tr("Findings"), m_page)), m_findings(new QWidget(m_page)),
      m_repairButton(new QPushButton(tr("Repair…"), m_page)),
      m_slicer(new QPushButton(tr("Open in slicer"), m_page)),
      m_slicers(std::make_unique<SlicerLink>(workspace)) {
    auto* badgeRow = new QHBoxLayout;
    badgeRow->setContentsMargins(14, 8, 14, 2);
    badgeRow->addWidget(m_badge);
    badgeRow->addStretch(1);
    m_rows = new QVBoxLayout(m_findings);
    m_rows->setContentsMargins(0, 4, 0, 4);
    m_rows->setSpacing(0);
    m_slicer->setObjectName("openInSlicer");
    m_slicer->setToolTip(
        tr("Hands the visible objects as one 3MF to PrusaSlicer, OrcaSlicer, Bambu Studio or Cura"));
    m_repairButton->setObjectName("repair");
    m_repairButton->setToolTip(
        tr("Works out what keeps the object from being a sound solid, and shows every change first"));
    auto* column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addLayout(badgeRow);
    // Margins of labels are the style sheet's to set: the layout keeps them from the edge.
    auto* words = new QVBoxLayout;
    words->setContentsMargins(14, 4, 14, 6);
    words->setSpacing(4);
    words->addWidget(m_sentence);
    words->addWidget(m_figures);
    column->addLayout(words);
    column->addWidget(makeChoices());
    column->addWidget(m_findingsHead);
    column->addWidget(m_findings);
    column->addWidget(m_mapHead);
    column->addWidget(m_maps = makeMaps());
    auto* slicerRow = new QHBoxLayout;
    slicerRow->setContentsMargins(14, 10, 14, 14);
    slicerRow->setSpacing(8);
    slicerRow->addWidget(m_repairButton, 1);
    slicerRow->addWidget(m_slicer, 1);
    column->addLayout(slicerRow);
    auto* pages = new QVBoxLayout(this);
    pages->setContentsMargins(0, 0, 0, 0);
    pages->setSpacing(0);
    pages->addWidget(m_review);
    pages->addWidget(m_page);
    pages->addStretch(1);
    connect(m_repair, &ObjectRepair::changed, this, &PrintPanel::refreshPages);
    connect(m_repairButton, &QPushButton::clicked, m_repair, &ObjectRepair::start);
    connect(&workspace, &Workspace::currentChanged, this, &PrintPanel::refresh);
    connect(&workspace.print(), &PrintLink::optionsChanged, this, &PrintPanel::refreshChoices);
    connect(&workspace.print(), &PrintLink::mapChanged, this, &PrintPanel::refresh);
    connect(m_slicer, &QPushButton::clicked, this, &PrintPanel::openInSlicer);
    refreshChoices();
    refreshPages();
    refresh();
}

PrintPanel::~PrintPanel() = default;

void PrintPanel::startRepair() {
    m_repair->start();
}

void PrintPanel::openInSlicer() {
    m_slicers->open();
}

QWidget* PrintPanel::makeChoices() {
    auto* box = new QWidget(this);
    m_printer = new ChoiceBox(box);
    m_printer->setObjectName("printer");
    m_printer->setAccessibleName(tr("Printer"));
    for (const print::Printer& printer : print::printers()) {
        m_printer->addItem(text(printer.title), text(printer.name));
        m_printer->setItemData(
            m_printer->count() - 1,
            tr("%1 × %2 × %3 mm").arg(printer.volumeMm.x).arg(printer.volumeMm.y).arg(printer.volumeMm.z),
            Qt::ToolTipRole);
    }
    m_profile = new ChoiceBox(box);
    m_profile->setObjectName("profile");
    m_profile->setAccessibleName(tr("Print profile"));
    for (const print::Profile& profile : m_workspace.print().profiles())
        m_profile->addItem(QString::fromStdString(profile.title), QString::fromStdString(profile.name));
    auto* form = new QFormLayout(box);
    form->setContentsMargins(14, 6, 14, 10);
    form->setSpacing(6);
    form->addRow(tr("Printer"), m_printer);
    form->addRow(tr("Profile"), m_profile);
    connect(m_printer, &QComboBox::activated, this,
            [this] { m_workspace.print().setPrinter(m_printer->currentData().toString()); });
    connect(m_profile, &QComboBox::activated, this,
            [this] { m_workspace.print().setProfile(m_profile->currentData().toString()); });
    return box;
}

QWidget* PrintPanel::makeMaps() {
    auto* box = new QWidget(this);
    m_map = new SegmentedControl({tr("Nothing"), tr("Thickness"), tr("Overhang")}, box);
    m_map->setAccessibleName(tr("Show on the object"));
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(14, 6, 14, 10);
    row->addWidget(m_map);
    connect(m_map, &SegmentedControl::chosen, this, [this](int index) {
        const project::ObjectPtr object = m_workspace.current();
        if (object) m_workspace.print().show(object, static_cast<PrintMap>(index));
    });
    return box;
}

void PrintPanel::refreshChoices() {
    const print::CheckOptions& options = m_workspace.print().options();
    m_printer->setCurrentIndex(m_printer->findData(text(options.printer.name)));
    m_profile->setCurrentIndex(m_profile->findData(QString::fromStdString(options.profile.name)));
}

void PrintPanel::refresh() {
    const project::ObjectPtr object = m_workspace.current();
    const PrintMap map = m_workspace.print().map();
    m_map->setCurrentIndex(map == PrintMap::Thickness ? 1 : map == PrintMap::Overhang ? 2 : 0);
    const auto report = object ? m_workspace.print().report(object->id) : nullptr;
    m_badge->setVisible(report != nullptr);
    for (QWidget* widget : {static_cast<QWidget*>(m_figures), static_cast<QWidget*>(m_mapHead), m_maps})
        widget->setVisible(object != nullptr);
    m_slicer->setEnabled(m_workspace.objects()->rowCount() > 0);
    m_repairButton->setEnabled(object != nullptr);
    if (report) {
        m_badge->setLook(verdictBadge(report->verdict(), verdictTitle(report->verdict())));
        m_sentence->setText(QString::fromStdString(print::verdictSentence(*report)));
    } else {
        m_sentence->setText(object ? tr("%1 is being checked.").arg(QString::fromStdString(object->name))
                                   : tr("Select an object to see whether it prints."));
        m_figures->setText({});
    }
    if (report != m_report) showReport(report);
}

void PrintPanel::showReport(const std::shared_ptr<const print::Report>& report) {
    m_report = report;
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    m_findingsHead->setVisible(report && !report->findings.empty());
    if (!report) return;
    m_findingsHead->setNote(QString::number(report->findings.size()));
    QString figures =
        tr("Stands on %1").arg(QString::fromStdString(print::areaText(report->base.contactMm2)));
    if (report->walls.measured && report->walls.thinnestMm < 1e6)
        figures +=
            tr(" · thinnest %1").arg(QString::fromStdString(print::lengthText(report->walls.thinnestMm)));
    if (report->overhangMm2 > 0.0)
        figures += tr(" · overhang %1").arg(QString::fromStdString(print::areaText(report->overhangMm2)));
    m_figures->setText(figures);
    for (std::size_t i = 0; i < report->findings.size(); ++i) {
        auto* row = new FindingRow(report->findings[i], fixFor(report->findings[i]).word, m_findings);
        row->setObjectName("finding");
        connect(row, &QAbstractButton::clicked, this, [this, i] { showFinding(i); });
        connect(row, &FindingRow::fixWanted, this, [this, report, i] { fix(report->findings[i]); });
        m_rows->addWidget(row);
    }
}

void PrintPanel::fix(const print::Finding& finding) {
    const PrepareTool* tool = findPrepareTool(fixFor(finding).tool);
    if (!tool) return m_repair->start();
    std::vector<double> values;
    for (const PrepareTool::Setting& setting : tool->settings)
        values.push_back(setting.usual);
    const print::Profile& profile = m_workspace.print().options().profile;
    if (tool->id == "thicken")
        values[0] = finding.severity == print::Severity::Failure ? profile.failWallMm : profile.warnWallMm;
    runTool(m_workspace, *tool, values);
}

void PrintPanel::refreshPages() {
    m_page->setVisible(m_repair->state() == ObjectRepair::State::Off);
}

void PrintPanel::showFinding(std::size_t index) {
    const project::ObjectPtr object = m_workspace.current();
    if (object && m_report && index < m_report->findings.size())
        m_workspace.print().show(object, m_report->findings[index]);
}

} // namespace orfeas::ui
