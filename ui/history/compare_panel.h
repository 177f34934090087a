// Two versions side by side, in words: how to look at them, what the colours mean, what is different.
#pragma once

#include <memory>

#include <QWidget>

#include "core/project/session_event.h"
#include "ui/history/compare_scene.h"

class QLabel;
class QListWidget;
class QSlider;

namespace orfeas::ui {

class DeviationLegend;
class SegmentedControl;

class ComparePanel : public QWidget {
    Q_OBJECT
public:
    explicit ComparePanel(QWidget* parent = nullptr);

    void setComparison(std::shared_ptr<const project::VersionsCompared> comparison);
    const std::shared_ptr<const project::VersionsCompared>& comparison() const { return m_comparison; }

    CompareMode mode() const;
    void setMode(CompareMode mode);
    float slider() const; ///< 0 older, 1 newer
    QSlider* sliderWidget() const { return m_slider; }
    QListWidget* list() const { return m_list; }

signals:
    void changed(); ///< mode or slider
    void left();
    void objectChosen(orfeas::project::ObjectId object);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void fill();
    void refresh();

    std::shared_ptr<const project::VersionsCompared> m_comparison;
    QLabel* m_older;
    QLabel* m_newer;
    QLabel* m_summary;
    SegmentedControl* m_mode;
    QSlider* m_slider;
    QLabel* m_sliderHint;
    DeviationLegend* m_legend;
    QListWidget* m_list;
};

/// One line about an object: "max 0.82 mm · mean 0.10 mm · +1.2 cm³", "moved", "new".
QString comparisonText(const project::ObjectComparison& object);

} // namespace orfeas::ui
