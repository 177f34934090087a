#include "ui/print/repair_review.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/print/object_repair.h"
#include "ui/print/verdict_badge.h"
#include "ui/text_format.h"
#include "ui/theme.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/section_head.h"
#include "ui/widgets/segmented_control.h"

namespace orfeas::ui {
namespace {

constexpr int kKeyRole = Qt::UserRole + 1;
constexpr int kRegionRole = Qt::UserRole + 2;
constexpr int kMostShown = 2000;

QString headingOf(print::RegionKind kind) {
    switch (kind) {
    case print::RegionKind::Welded:
        return RepairReview::tr("Joined");
    case print::RegionKind::Cleaned:
        return RepairReview::tr("Cleaned");
    case print::RegionKind::Stitched:
        return RepairReview::tr("Stitched");
    case print::RegionKind::Separated:
        return RepairReview::tr("Parted");
    case print::RegionKind::Turned:
        return RepairReview::tr("Turned");
    case print::RegionKind::Filled:
        return RepairReview::tr("Filled");
    case print::RegionKind::Moved:
        return RepairReview::tr("Set down");
    case print::RegionKind::Removed:
        return RepairReview::tr("Removed");
    case print::RegionKind::Patched:
        return RepairReview::tr("Patched");
    case print::RegionKind::United:
        return RepairReview::tr("United");
    case print::RegionKind::Remeshed:
        return RepairReview::tr("Remeshed");
    case print::RegionKind::Wrapped:
        return RepairReview::tr("Wrapped");
    case print::RegionKind::Flattened:
        return RepairReview::tr("Cut flat");
    case print::RegionKind::Thickened:
        return RepairReview::tr("Thickened");
    }
    return {};
}

QString mm(double value) {
    // What is less than a printer can do is not worth its powers of ten.
    if (value < 0.0005) return RepairReview::tr("0 mm");
    return RepairReview::tr("%1 mm").arg(value, 0, 'g', 3);
}

QLabel* paragraph(const QString& name, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setContentsMargins(14, 4, 14, 4);
    return label;
}

} // namespace

RepairReview::RepairReview(ObjectRepair& repair, QWidget* parent)
    : QWidget(parent), m_repair(repair), m_head(new SectionHead(tr("Repair"), this)),
      m_status(paragraph("dim", this)), m_content(new QWidget(this)),
      m_steps(paragraph("repairSteps", m_content)),
      m_view(new SegmentedControl({tr("Before"), tr("After")}, m_content)),
      m_listHead(new SectionHead(tr("Changes"), m_content)), m_list(new QTreeWidget(m_content)),
      m_hint(paragraph("small", m_content)), m_accept(new QPushButton(tr("Accept"), m_content)) {
    auto* facts = new FactList(m_content);
    m_moved = facts->add(tr("Moved by"));
    m_volume = facts->add(tr("Volume"));
    m_triangles = facts->add(tr("Triangles"));
    m_then = facts->add(tr("Then"));
    m_view->setAccessibleName(tr("What the viewport shows"));
    m_view->setToolTip(tr("The object before the repair, or after it with how far its surface moved"));
    m_list->setObjectName("repairRegions");
    m_list->setAccessibleName(tr("Changes of the repair"));
    m_list->setColumnCount(2);
    m_list->setHeaderHidden(true);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setIndentation(0);
    m_list->setMinimumHeight(220);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_hint->setText(tr("Press a change to see it. Take a tick away to do without it."));
    m_accept->setObjectName("primary");
    m_accept->setToolTip(tr("Take the repair as it is listed: one step of the history"));
    auto* discard = new QPushButton(tr("Discard"), m_content);
    discard->setObjectName("discardRepair");
    discard->setToolTip(tr("Leave the object as it is"));

    auto* viewRow = new QHBoxLayout;
    viewRow->setContentsMargins(14, 6, 14, 6);
    viewRow->addWidget(m_view);
    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(14, 6, 14, 14);
    buttons->setSpacing(8);
    buttons->addWidget(m_accept, 1);
    buttons->addWidget(discard, 1);
    auto* inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    inner->addWidget(m_steps);
    inner->addWidget(facts);
    inner->addLayout(viewRow);
    inner->addWidget(m_listHead);
    auto* listRow = new QHBoxLayout;
    listRow->setContentsMargins(2, 0, 10, 0); // the list has some room of its own
    listRow->addWidget(m_list);
    inner->addLayout(listRow, 1);
    inner->addWidget(m_hint);
    inner->addLayout(buttons);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_status);
    column->addWidget(m_content);

    connect(&repair, &ObjectRepair::changed, this, &RepairReview::refresh);
    connect(m_view, &SegmentedControl::chosen, this, [this](int index) {
        m_repair.setView(index == 0 ? ObjectRepair::View::Before : ObjectRepair::View::After);
    });
    connect(m_accept, &QPushButton::clicked, &repair, &ObjectRepair::accept);
    connect(discard, &QPushButton::clicked, &repair, &ObjectRepair::discard);
    connect(m_list, &QTreeWidget::itemChanged, this, &RepairReview::takeTicks);
    const auto show = [this](const QTreeWidgetItem* item) {
        m_repair.showRegion(static_cast<std::size_t>(item->data(0, kRegionRole).toUInt()));
    };
    connect(m_list, &QTreeWidget::itemClicked, this, show);
    connect(m_list, &QTreeWidget::itemActivated, this, show);
    refresh();
}

void RepairReview::refresh() {
    const ObjectRepair::State state = m_repair.state();
    setVisible(state != ObjectRepair::State::Off);
    if (state == ObjectRepair::State::Off) {
        m_listed = nullptr;
        return;
    }
    m_head->setNote(QString::fromStdString(m_repair.object()->name));
    const bool working = state == ObjectRepair::State::Working;
    m_status->setVisible(working);
    m_status->setText(tr("Working out what to change. The queue shows how far it is, and can stop it."));
    m_content->setVisible(m_repair.repair() != nullptr);
    m_accept->setEnabled(!working);
    m_view->setCurrentIndex(m_repair.view() == ObjectRepair::View::Before ? 0 : 1);
    if (!m_repair.repair() || m_listed == m_repair.repair().get()) return;
    m_listed = m_repair.repair().get();
    fillFacts();
    fillList();
}

void RepairReview::fillFacts() {
    const print::Repair& repair = *m_repair.repair();
    QStringList lines;
    for (const std::string& step : repair.steps)
        lines << QString(QChar(0x2022)) + " " + QString::fromStdString(step);
    if (!repair.changed) lines << tr("Without what was turned down nothing is left to change.");
    if (!repair.solid) lines << tr("Without what was turned down it is no solid.");
    m_steps->setText(lines.join('\n'));
    m_moved->setText(
        tr("%1 at most, %2 on average").arg(mm(repair.maxDeviationMm), mm(repair.meanDeviationMm)));
    m_volume->setText(
        tr("%1, before %2").arg(volumeText(repair.volumeAfterMm3), volumeText(repair.volumeBeforeMm3)));
    m_triangles->setText(tr("%1, before %2")
                             .arg(countText(repair.mesh->triangles.size()),
                                  countText(m_repair.object()->mesh->triangles.size())));
    m_then->setText(m_repair.report() ? QString::fromStdString(print::verdictSentence(*m_repair.report()))
                                      : QString());
}

void RepairReview::fillList() {
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    const auto add = [this](const QString& heading, const QString& text) {
        auto* item = new QTreeWidgetItem(m_list);
        item->setText(0, heading + QChar('\n') + text);
        item->setToolTip(0, text);
        return item;
    };
    const auto& regions = m_repair.repair()->regions;
    for (std::size_t i = 0; i < regions.size() && i < kMostShown; ++i) {
        const print::RepairRegion& region = regions[i];
        auto* item = add(headingOf(region.kind), QString::fromStdString(region.text));
        if (!region.ofInput) {
            item->setText(1, mm(region.maxDeviationMm));
            item->setToolTip(1, tr("How far its surface lies from where it was, at most"));
        }
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignTop);
        item->setForeground(1, theme().dim);
        item->setData(0, kRegionRole, static_cast<unsigned>(i));
        if (!region.optional()) continue;
        item->setData(0, kKeyRole, QString::fromStdString(region.key));
        item->setCheckState(0, Qt::Checked);
    }
    for (const std::string& key : m_repair.rejected()) {
        auto* item = add(tr("Turned down"), QString::fromStdString(key).section('@', 0, 0));
        item->setData(0, kRegionRole, 0xffffffffu);
        item->setData(0, kKeyRole, QString::fromStdString(key));
        item->setCheckState(0, Qt::Unchecked);
        item->setForeground(0, theme().dim);
    }
    m_listHead->setNote(countText(regions.size()));
}

void RepairReview::takeTicks() {
    std::vector<std::string> rejected;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        const QTreeWidgetItem* item = m_list->topLevelItem(i);
        const QString key = item->data(0, kKeyRole).toString();
        if (!key.isEmpty() && item->checkState(0) == Qt::Unchecked) rejected.push_back(key.toStdString());
    }
    m_repair.setRejected(rejected);
}

} // namespace orfeas::ui
