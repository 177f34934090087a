// Plots, painted here: bars over time, a line, shares of a whole.
#pragma once

#include <vector>

#include <QColor>
#include <QString>
#include <QWidget>

namespace orfeas::ui {

/// One colour of a plot, named.
struct PlotSeries {
    QString name;
    QColor color;
};

/// Bars beside each other, each a stack of the series. Hovering names a bar's numbers. Painted in the theme's colours; no
/// animation. The accessible description tells the sums.
class StackedBars : public QWidget {
    Q_OBJECT
public:
    struct Bar {
        QString label;              ///< below it, where there is room
        std::vector<double> values; ///< as many as there are series
        QString toolTip;
    };
    explicit StackedBars(QWidget* parent = nullptr);

    /// `unit` goes to the axis: "jobs", "s".
    void setBars(std::vector<PlotSeries> series, std::vector<Bar> bars, const QString& unit);
    QSize sizeHint() const override { return {420, 190}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF plotRect() const;
    QRectF barRect(std::size_t index) const;

    std::vector<PlotSeries> m_series;
    std::vector<Bar> m_bars;
    QString m_unit;
};

/// Named rows, each a stack of parts from left to right: where the time of a job goes, which verdicts there were. Below
/// several rows a legend names the colours.
class ShareRows : public QWidget {
    Q_OBJECT
public:
    struct Part {
        QString name;
        double value = 0.0;
        QColor color;
    };
    struct Row {
        QString name;
        QString sum; ///< at the right
        std::vector<Part> parts;
    };
    explicit ShareRows(QWidget* parent = nullptr);

    /// `unit` is put behind a part's number in its tooltip; `sharedScale`: rows are as long as their sums, and
    /// there is a legend.
    void setRows(std::vector<Row> rows, const QString& unit, bool sharedScale);
    QSize sizeHint() const override;
    /// Every name once, in the order of the rows.
    const std::vector<PlotSeries>& legend() const { return m_legend; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF partRect(std::size_t row, std::size_t part) const;
    void fitHeight();

    std::vector<Row> m_rows;
    std::vector<PlotSeries> m_legend;
    QString m_unit;
    bool m_sharedScale = false;
};

/// 1, 2 or 5 times a power of ten, so that about `count` of them reach `largest`.
double plotStep(double largest, int count);

} // namespace orfeas::ui
