#include "ui/print/repair_review.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/text_format.h"

namespace orfeas::ui {
namespace {

constexpr int kKeyRole = Qt::UserRole + 1;

QString headingOf(print::RegionKind kind) {
    switch (kind) {
    case print::RegionKind::Welded:
        return RepairReview::tr("Joined");
    case print::RegionKind::Cleaned:
        return RepairReview::tr("Left out");
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
    return RepairReview::tr("%1 mm").arg(value, 0, 'g', 3);
}

} // namespace

RepairReview::RepairReview(const QString& object, std::shared_ptr<const print::Repair> repair,
                           QWidget* parent)
    : QDialog(parent), m_summary(new QLabel(this)), m_list(new QTreeWidget(this)) {
    setWindowTitle(tr("Repair %1").arg(object));
    setObjectName("repairReview");
    m_summary->setWordWrap(true);
    m_summary->setObjectName("repairSummary");
    m_list->setObjectName("repairRegions");
    m_list->setColumnCount(4);
    m_list->setHeaderLabels({tr("Change"), tr("Where"), tr("Faces"), tr("Moved up to")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    auto* buttons = new QDialogButtonBox(this);
    m_accept = buttons->addButton(tr("Accept"), QDialogButtonBox::AcceptRole);
    m_again = buttons->addButton(tr("Work out again"), QDialogButtonBox::ActionRole);
    buttons->addButton(QDialogButtonBox::Cancel);
    m_accept->setObjectName("acceptRepair");
    m_again->setObjectName("repairAgain");
    m_accept->setToolTip(tr("Take the repair as it is listed: one step of the history"));
    m_again->setToolTip(tr("Work the repair out without the changes whose tick was taken away"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 14, 14, 14);
    column->setSpacing(10);
    column->addWidget(m_summary);
    column->addWidget(m_list, 1);
    column->addWidget(buttons);
    connect(m_list, &QTreeWidget::itemChanged, this, &RepairReview::updateButtons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, [this] {
        emit taken(m_repair);
        accept();
    });
    connect(m_again, &QPushButton::clicked, this, [this] {
        m_left = rejected();
        m_again->setEnabled(false);
        m_accept->setEnabled(false);
        emit againWanted(m_left);
    });
    resize(620, 420);
    present(std::move(repair));
}

void RepairReview::present(std::shared_ptr<const print::Repair> repair) {
    m_repair = std::move(repair);
    fill();
    updateButtons();
}

std::vector<std::string> RepairReview::rejected() const {
    std::vector<std::string> keys = m_left;
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        const QTreeWidgetItem* item = m_list->topLevelItem(i);
        const QString key = item->data(0, kKeyRole).toString();
        if (!key.isEmpty() && item->checkState(0) == Qt::Unchecked) keys.push_back(key.toStdString());
    }
    return keys;
}

void RepairReview::fill() {
    const print::Repair& repair = *m_repair;
    QStringList lines;
    for (const std::string& step : repair.steps)
        lines << QString::fromStdString(step);
    lines << tr("The surface moved by %1 at most and %2 on average. Volume %3, before %4.")
                 .arg(mm(repair.maxDeviationMm), mm(repair.meanDeviationMm),
                      volumeText(repair.volumeAfterMm3), volumeText(repair.volumeBeforeMm3));
    if (!repair.solid) lines << tr("Without what was left out it is no solid.");
    m_summary->setText(lines.join('\n'));
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const print::RepairRegion& region : repair.regions) {
        auto* item = new QTreeWidgetItem(m_list);
        item->setText(0, headingOf(region.kind));
        item->setText(1, QString::fromStdString(region.text));
        item->setText(2, countText(region.faces.size()));
        item->setText(3, region.ofInput ? QString() : mm(region.maxDeviationMm));
        item->setToolTip(1, item->text(1));
        if (!region.optional()) continue;
        item->setData(0, kKeyRole, QString::fromStdString(region.key));
        item->setCheckState(0, Qt::Checked);
    }
    m_list->resizeColumnToContents(0);
}

void RepairReview::updateButtons() {
    const bool changed = rejected().size() != m_left.size();
    m_again->setEnabled(changed);
    m_accept->setEnabled(!changed);
}

} // namespace orfeas::ui
