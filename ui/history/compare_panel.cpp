#include "ui/history/compare_panel.h"

#include <cmath>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

#include "ui/history/comparison_delegate.h"
#include "ui/history/deviation_legend.h"
#include "ui/history/version_time.h"
#include "ui/icon.h"
#include "ui/text_format.h"
#include "ui/widgets/segmented_control.h"

namespace orfeas::ui {

using project::ObjectComparison;

namespace {

constexpr int kSteps = 200;

QString sideText(const QString& word, const project::VersionsCompared::Side& side) {
    QString text = word + "  " + QString::fromStdString(side.title);
    if (side.time > 0)
        text += " · " + timeAgo(QDateTime::fromSecsSinceEpoch(side.time), QDateTime::currentDateTime());
    return text;
}

QString volumeChangeText(double cubicMillimetres) {
    const QString sign = cubicMillimetres < 0 ? QString(QChar(0x2212)) : QStringLiteral("+");
    return sign + volumeText(std::abs(cubicMillimetres));
}

} // namespace

QString comparisonText(const ObjectComparison& object) {
    switch (object.kind) {
    case ObjectComparison::Kind::Same:
        return ComparePanel::tr("the same");
    case ObjectComparison::Kind::Added:
        return ComparePanel::tr("new");
    case ObjectComparison::Kind::Removed:
        return ComparePanel::tr("removed");
    case ObjectComparison::Kind::Changed:
        break;
    }
    QStringList words;
    if (object.deviation) {
        const project::ShapeDeviation& it = *object.deviation;
        words << ComparePanel::tr("max %1").arg(deviationText(it.maxMm).remove('+'))
              << ComparePanel::tr("mean %1").arg(deviationText(it.meanMm).remove('+'));
        if (std::abs(it.volumeChangeMm3()) > 0.05) words << volumeChangeText(it.volumeChangeMm3());
    } else if (object.shape) {
        words << ComparePanel::tr("another shape");
    }
    if (object.moved) words << ComparePanel::tr("moved");
    if (object.settings) words << ComparePanel::tr("other settings");
    if (object.renamed) words << ComparePanel::tr("renamed");
    if (object.visibility) words << ComparePanel::tr("shown or hidden");
    if (words.isEmpty()) words << ComparePanel::tr("other details");
    return words.join(" · ");
}

ComparePanel::ComparePanel(QWidget* parent)
    : QWidget(parent), m_older(new QLabel(this)), m_newer(new QLabel(this)), m_summary(new QLabel(this)),
      m_mode(new SegmentedControl({tr("Side by side"), tr("Blend"), tr("Heat map")}, this)),
      m_slider(new QSlider(Qt::Horizontal, this)), m_sliderHint(new QLabel(this)),
      m_legend(new DeviationLegend(this)), m_list(new QListWidget(this)) {
    setFocusPolicy(Qt::StrongFocus);
    auto* title = new QLabel(tr("Compare"), this);
    title->setObjectName("strong");
    auto* close = new QToolButton(this);
    close->setIcon(icon("cross"));
    close->setToolTip(tr("Back to the versions (Esc)"));
    close->setAccessibleName(tr("Back to the versions"));
    m_older->setObjectName("dim");
    m_newer->setObjectName("dim");
    m_summary->setObjectName("small");
    m_sliderHint->setObjectName("small");
    m_mode->setAccessibleName(tr("How to compare"));
    m_slider->setRange(0, kSteps);
    m_slider->setValue(kSteps / 2);
    m_slider->setAccessibleName(tr("From the older to the newer version"));
    m_slider->setToolTip(tr("Arrow keys move it, too"));
    m_list->setItemDelegate(new ComparisonDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setAccessibleName(tr("What is different"));

    auto* head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch(1);
    head->addWidget(close);
    auto* controls = new QVBoxLayout;
    controls->setContentsMargins(14, 8, 14, 8);
    controls->setSpacing(8);
    controls->addLayout(head);
    controls->addWidget(m_older);
    controls->addWidget(m_newer);
    controls->addWidget(m_mode);
    controls->addWidget(m_slider);
    controls->addWidget(m_sliderHint);
    controls->addWidget(m_legend);
    controls->addWidget(m_summary);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(controls);
    column->addWidget(m_list, 1);
    connect(close, &QToolButton::clicked, this, &ComparePanel::left);
    connect(m_mode, &SegmentedControl::chosen, this, [this] {
        refresh();
        emit changed();
    });
    connect(m_slider, &QSlider::valueChanged, this, &ComparePanel::changed);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem* item) {
        if (item)
            emit objectChosen(project::ObjectId{item->data(ComparisonDelegate::ObjectRole).toULongLong()});
    });
    refresh();
}

void ComparePanel::setComparison(std::shared_ptr<const project::VersionsCompared> comparison) {
    m_comparison = std::move(comparison);
    fill();
    const bool measured = deviationLimit(m_comparison->objects) > 0.0f;
    setMode(measured ? CompareMode::HeatMap : CompareMode::SideBySide);
    setFocus();
}

void ComparePanel::fill() {
    const QSignalBlocker quiet(m_list);
    m_older->setText(sideText(tr("Older"), m_comparison->older));
    m_newer->setText(sideText(tr("Newer"), m_comparison->newer));
    m_older->setToolTip(m_older->text());
    m_newer->setToolTip(m_newer->text());
    m_legend->setLimit(deviationLimit(m_comparison->objects));
    m_list->clear();
    int different = 0;
    for (const ObjectComparison& object : m_comparison->objects) {
        auto* item = new QListWidgetItem(QString::fromStdString(object.name), m_list);
        item->setData(ComparisonDelegate::TextRole, comparisonText(object));
        item->setData(ComparisonDelegate::KindRole, static_cast<int>(object.kind));
        item->setData(ComparisonDelegate::ObjectRole,
                      QVariant::fromValue(static_cast<qulonglong>(object.id)));
        item->setToolTip(item->text() + "\n" + comparisonText(object));
        if (object.kind != ObjectComparison::Kind::Same) ++different;
    }
    const int all = m_list->count();
    m_summary->setText(different == 0 ? tr("Nothing is different.")
                                      : tr("%1 of %2 objects differ").arg(different).arg(all));
}

CompareMode ComparePanel::mode() const {
    return static_cast<CompareMode>(m_mode->currentIndex());
}

void ComparePanel::setMode(CompareMode mode) {
    m_mode->setCurrentIndex(static_cast<int>(mode));
    refresh();
    emit changed();
}

float ComparePanel::slider() const {
    return static_cast<float>(m_slider->value()) / kSteps;
}

void ComparePanel::refresh() {
    const bool heat = mode() == CompareMode::HeatMap;
    const bool measured = m_comparison && deviationLimit(m_comparison->objects) > 0.0f;
    m_slider->setVisible(!heat);
    m_sliderHint->setVisible(!heat || !measured);
    m_sliderHint->setText(heat                           ? tr("No shape differs: there is nothing to colour.")
                          : mode() == CompareMode::Blend ? tr("From the older shape to the newer one")
                                                         : tr("Older left, newer right: moves the border"));
    m_legend->setVisible(heat && measured);
}

void ComparePanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) return emit left();
    QWidget::keyPressEvent(event);
}

} // namespace orfeas::ui
