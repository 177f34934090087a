#include "ui/activity/plot.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <QHelpEvent>
#include <QLocale>
#include <QToolTip>

#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {

constexpr qreal kAxis = 34.0;   ///< left of the plot, for numbers
constexpr qreal kLegend = 24.0; ///< above it
constexpr qreal kLegendLine = 19.0;
constexpr qreal kLabels = 20.0; ///< below it
constexpr qreal kRow = 40.0;

double sum(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

QString shortNumber(double value) {
    return QLocale().toString(value, 'f',
                              value == std::round(value) || value >= 100.0 ? 0
                              : value >= 1.0                               ? 1
                                                                           : 2);
}

/// Where each name goes, line by line.
std::vector<QRectF> legendPlaces(const QRectF& where, const std::vector<PlotSeries>& series) {
    std::vector<QRectF> places;
    QPointF at = where.topLeft();
    for (const PlotSeries& one : series) {
        const qreal wide = 15.0 + QFontMetricsF(uiFont(12)).horizontalAdvance(one.name);
        if (at.x() > where.left() && at.x() + wide > where.right()) at = {where.left(), at.y() + kLegendLine};
        places.emplace_back(at, QSizeF(wide, kLegendLine));
        at.rx() += wide + 17.0;
    }
    return places;
}

void paintLegend(QPainter& painter, const QRectF& where, const std::vector<PlotSeries>& series) {
    const std::vector<QRectF> places = legendPlaces(where, series);
    for (std::size_t i = 0; i < series.size(); ++i) {
        const QRectF& place = places[i];
        paintPanel(painter, QRectF(place.left(), place.top() + 5.0, 9.0, 9.0), series[i].color, {}, 2.0);
        paintText(painter, place.adjusted(14.0, 0.0, 0.0, 0.0), series[i].name, uiFont(12), theme().dim);
    }
}

} // namespace

double plotStep(double largest, int count) {
    if (!(largest > 0.0) || count < 1) return 1.0;
    const double rough = largest / count;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough) return factor * power;
    }
    return 10.0 * power;
}

// --- stacked bars

StackedBars::StackedBars(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setMinimumHeight(150);
}

void StackedBars::setBars(std::vector<PlotSeries> series, std::vector<Bar> bars, const QString& unit) {
    m_series = std::move(series);
    m_bars = std::move(bars);
    m_unit = unit;
    QStringList sums;
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        double total = 0.0;
        for (const Bar& bar : m_bars)
            total += bar.values[s];
        sums << tr("%1: %2").arg(m_series[s].name, shortNumber(total));
    }
    setAccessibleDescription(sums.join(", "));
    update();
}

QRectF StackedBars::plotRect() const {
    return QRectF(rect()).adjusted(kAxis, kLegend, -2.0, -kLabels);
}

QRectF StackedBars::barRect(std::size_t index) const {
    const QRectF plot = plotRect();
    const qreal pitch = plot.width() / static_cast<qreal>(std::max<std::size_t>(m_bars.size(), 1));
    const qreal wide = std::clamp(pitch * 0.7, 2.0, 26.0);
    return {plot.left() + (static_cast<qreal>(index) + 0.5) * pitch - wide / 2.0, plot.top(), wide,
            plot.height()};
}

void StackedBars::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRectF plot = plotRect();
    paintLegend(painter, QRectF(plot.left(), 0.0, plot.width(), kLegendLine), m_series);
    double largest = 0.0;
    for (const Bar& bar : m_bars)
        largest = std::max(largest, sum(bar.values));
    if (largest <= 0.0) {
        paintText(painter, plot, tr("Nothing yet"), uiFont(12), theme().faint, Qt::AlignCenter);
        return;
    }
    const double step = plotStep(largest, 4);
    const double top = step * std::ceil(largest / step);
    for (double value = 0.0; value <= top * 1.001; value += step) {
        const qreal y = std::round(plot.bottom() - plot.height() * value / top);
        painter.fillRect(QRectF(plot.left(), y, plot.width(), 1.0),
                         value == 0.0 ? theme().faint : theme().line);
        paintText(painter, QRectF(0.0, y - 8.0, kAxis - 7.0, 16.0), shortNumber(value), uiFont(11),
                  theme().faint, Qt::AlignRight | Qt::AlignVCenter);
    }
    paintText(painter, QRectF(0.0, 0.0, kAxis - 7.0, 19.0), m_unit, uiFont(11), theme().faint,
              Qt::AlignRight | Qt::AlignVCenter);
    const qreal pitch = plot.width() / static_cast<qreal>(m_bars.size());
    qreal labelledTo = 0.0;
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const QRectF whole = barRect(i);
        qreal y = plot.bottom();
        for (std::size_t s = 0; s < m_series.size(); ++s) {
            const qreal high = plot.height() * m_bars[i].values[s] / top;
            painter.fillRect(QRectF(whole.left(), y - high, whole.width(), high), m_series[s].color);
            y -= high;
        }
        const qreal wide = QFontMetricsF(uiFont(11)).horizontalAdvance(m_bars[i].label) + 2.0;
        const qreal left = std::min(whole.center().x() - wide / 2.0, plot.right() - wide);
        if (m_bars[i].label.isEmpty() || left < labelledTo || pitch <= 0.0) continue;
        paintText(painter, QRectF(left, plot.bottom() + 3.0, wide, 16.0), m_bars[i].label, uiFont(11),
                  theme().faint, Qt::AlignCenter);
        labelledTo = left + wide + 10.0;
    }
}

bool StackedBars::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        if (!barRect(i).adjusted(-2, 0, 2, 0).contains(help->pos())) continue;
        QToolTip::showText(help->globalPos(), m_bars[i].toolTip, this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

// --- rows of shares

ShareRows::ShareRows(QWidget* parent) : QWidget(parent) {
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
}

void ShareRows::setRows(std::vector<Row> rows, const QString& unit, bool sharedScale) {
    m_rows = std::move(rows);
    m_unit = unit;
    m_sharedScale = sharedScale;
    QStringList words;
    for (const Row& row : m_rows) {
        QStringList parts;
        for (const Part& part : row.parts)
            parts << tr("%1 %2 %3").arg(part.name, shortNumber(part.value), m_unit).trimmed();
        words << row.name + ": " + parts.join(", ");
    }
    setAccessibleDescription(words.join("; "));
    m_legend.clear();
    if (sharedScale) {
        for (const Row& row : m_rows) {
            for (const Part& part : row.parts) {
                const bool known = std::any_of(m_legend.begin(), m_legend.end(),
                                               [&](const PlotSeries& one) { return one.name == part.name; });
                if (!known) m_legend.push_back({part.name, part.color});
            }
        }
    }
    fitHeight();
    update();
}

void ShareRows::fitHeight() {
    setMinimumHeight(sizeHint().height());
    updateGeometry();
}

void ShareRows::resizeEvent(QResizeEvent*) {
    fitHeight(); // the legend breaks into other lines
}

QSize ShareRows::sizeHint() const {
    const qreal rows = kRow * static_cast<qreal>(std::max<std::size_t>(m_rows.size(), 1));
    const std::vector<QRectF> legend = legendPlaces({0.0, rows, qreal(width()), kLegendLine}, m_legend);
    return {420, static_cast<int>(legend.empty() ? rows : legend.back().bottom())};
}

QRectF ShareRows::partRect(std::size_t row, std::size_t part) const {
    const auto total = [](const Row& one) {
        double all = 0.0;
        for (const Part& p : one.parts)
            all += p.value;
        return all;
    };
    double scale = total(m_rows[row]);
    if (m_sharedScale) {
        for (const Row& one : m_rows)
            scale = std::max(scale, total(one));
    }
    double before = 0.0;
    for (std::size_t p = 0; p < part; ++p)
        before += m_rows[row].parts[p].value;
    const qreal unit = scale > 0.0 ? width() / scale : 0.0;
    const qreal top = kRow * static_cast<qreal>(row) + 20.0;
    return {before * unit, top, m_rows[row].parts[part].value * unit, 10.0};
}

void ShareRows::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (m_rows.empty()) {
        paintText(painter, rect(), tr("Nothing yet"), uiFont(12), theme().faint);
        return;
    }
    paintLegend(painter, QRectF(0.0, kRow * static_cast<qreal>(m_rows.size()), width(), kLegendLine),
                m_legend);
    for (std::size_t r = 0; r < m_rows.size(); ++r) {
        const QRectF line(0.0, kRow * static_cast<qreal>(r), width(), 18.0);
        paintText(painter, line, m_rows[r].name, uiFont(12), theme().text);
        paintText(painter, line, m_rows[r].sum, uiFont(12), theme().dim, Qt::AlignRight | Qt::AlignVCenter);
        for (std::size_t p = 0; p < m_rows[r].parts.size(); ++p) {
            const QRectF where = partRect(r, p);
            // A gap of a pixel tells neighbours apart that have similar colours.
            painter.fillRect(where.adjusted(0.0, 0.0, where.width() > 2.0 ? -1.0 : 0.0, 0.0),
                             m_rows[r].parts[p].color);
        }
    }
}

bool ShareRows::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (std::size_t r = 0; r < m_rows.size(); ++r) {
        for (std::size_t p = 0; p < m_rows[r].parts.size(); ++p) {
            if (!partRect(r, p).adjusted(0, -6, 0, 6).contains(help->pos())) continue;
            const Part& part = m_rows[r].parts[p];
            QToolTip::showText(help->globalPos(),
                               tr("%1: %2 %3").arg(part.name, shortNumber(part.value), m_unit).trimmed(),
                               this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

} // namespace orfeas::ui
