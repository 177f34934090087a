#include "ui/history/timeline_bar.h"

#include <algorithm>
#include <unordered_map>

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include "ui/history/history_link.h"
#include "ui/history/version_time.h"
#include "ui/icon.h"

namespace orfeas::ui {
namespace {

constexpr int kStepMs = 450;

/// First parents from the tip down, oldest first: the way the variant itself went.
std::vector<history::ObjectId> lineOf(const HistoryLink& link) {
    std::vector<history::ObjectId> line;
    const project::GraphVersion* tip = link.tip();
    if (!tip) return line;
    history::ObjectId next = tip->id;
    for (const project::GraphVersion& version : link.graph().versions) { // children come first
        if (version.id != next) continue;
        line.push_back(version.id);
        if (version.parents.empty()) break;
        next = version.parents.front();
    }
    std::ranges::reverse(line);
    return line;
}

} // namespace

TimelineBar::TimelineBar(HistoryLink& link, QWidget* parent)
    : QWidget(parent), m_link(link), m_play(new QToolButton(this)),
      m_slider(new QSlider(Qt::Horizontal, this)), m_time(new QLabel(this)) {
    m_play->setAutoRaise(true);
    m_slider->setAccessibleName(tr("Versions in time"));
    m_slider->setToolTip(tr("Look at earlier versions; the right end is now"));
    m_slider->setPageStep(1);
    m_time->setObjectName("small");
    m_time->setMinimumWidth(52);
    m_time->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 14, 4);
    row->setSpacing(6);
    row->addWidget(m_play);
    row->addWidget(m_slider, 1);
    row->addWidget(m_time);
    m_timer.setInterval(kStepMs);
    connect(&m_timer, &QTimer::timeout, this, &TimelineBar::step);
    connect(m_play, &QToolButton::clicked, this, [this] { setPlaying(!playing()); });
    connect(m_slider, &QSlider::valueChanged, this, &TimelineBar::moved);
    connect(m_slider, &QSlider::sliderPressed, this, [this] { setPlaying(false); });
    connect(&link, &HistoryLink::graphChanged, this, &TimelineBar::refresh);
    setPlaying(false);
    refresh();
}

void TimelineBar::setPlaying(bool playing) {
    playing ? m_timer.start() : m_timer.stop();
    m_play->setIcon(icon(playing ? "pause" : "play"));
    const QString text = playing ? tr("Stop") : tr("Play the versions");
    m_play->setToolTip(text);
    m_play->setAccessibleName(text);
    if (playing && m_slider->value() == m_slider->maximum()) m_slider->setValue(0);
}

void TimelineBar::refresh() {
    const bool atNow = m_slider->value() == m_slider->maximum();
    const QSignalBlocker quiet(m_slider);
    m_versions = lineOf(m_link);
    const int last = static_cast<int>(m_versions.size());
    m_slider->setRange(0, last);
    if (atNow) m_slider->setValue(last);
    setEnabled(last > 0);
    m_time->setText(atNow ? tr("now") : m_time->text());
}

void TimelineBar::step() {
    if (m_slider->value() >= m_slider->maximum()) return setPlaying(false);
    m_slider->setValue(m_slider->value() + 1);
}

void TimelineBar::moved(int place) {
    if (place >= static_cast<int>(m_versions.size())) {
        m_time->setText(tr("now"));
        return emit lookAtNow();
    }
    const history::ObjectId& version = m_versions[static_cast<std::size_t>(place)];
    if (const project::GraphVersion* found = m_link.find(version))
        m_time->setText(timeAgo(QDateTime::fromSecsSinceEpoch(found->time), QDateTime::currentDateTime()));
    emit lookAt(version);
}

void TimelineBar::showAt(const std::optional<history::ObjectId>& version) {
    const auto found = version ? std::ranges::find(m_versions, *version) : m_versions.end();
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(static_cast<int>(found - m_versions.begin()));
    if (found == m_versions.end()) m_time->setText(tr("now"));
}

} // namespace orfeas::ui
