// A slider over the versions in order of time, and a button that plays them.
#pragma once

#include <vector>

#include <QTimer>
#include <QWidget>

#include "core/history/object_id.h"

class QLabel;
class QSlider;
class QToolButton;

namespace orfeas::ui {

class HistoryLink;

/// Runs over what led to the current variant's tip, oldest at the left; the right end is now. Moving it only looks. While
/// playing, the next version is asked for when the last one has been shown, at most three a second.
class TimelineBar : public QWidget {
    Q_OBJECT
public:
    explicit TimelineBar(HistoryLink& link, QWidget* parent = nullptr);

    void setPlaying(bool playing);
    bool playing() const { return m_timer.isActive(); }
    QSlider* slider() const { return m_slider; }
    /// Puts the handle there without looking; nothing: at now.
    void showAt(const std::optional<history::ObjectId>& version);

signals:
    void lookAt(const orfeas::history::ObjectId& version);
    void lookAtNow();

private:
    void refresh();
    void step();
    void moved(int place);

    HistoryLink& m_link;
    std::vector<history::ObjectId> m_versions; ///< oldest first
    QToolButton* m_play;
    QSlider* m_slider;
    QLabel* m_time;
    QTimer m_timer;
};

} // namespace orfeas::ui
