#include "ui/history/deviation_legend.h"

#include <cmath>

#include <QLocale>

#include "ui/history/compare_scene.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {

QString deviationText(double millimetres) {
    const double size = std::abs(millimetres);
    const int digits = size < 0.095 ? 3 : size < 9.95 ? 2 : 1;
    const QString sign = size < 0.0005     ? QString()
                         : millimetres < 0 ? QString(QChar(0x2212))
                                           : QStringLiteral("+");
    return DeviationLegend::tr("%1%2 mm").arg(sign, QLocale().toString(size, 'f', digits));
}

void DeviationLegend::setLimit(float limitMm) {
    m_limit = limitMm;
    setAccessibleName(tr("Colours from %1 to %2").arg(deviationText(-limitMm), deviationText(limitMm)));
    update();
}

void DeviationLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const render::ScalarField scale = deviationScale(m_limit);
    const QRectF bar(0.0, 2.0, width(), 12.0);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    constexpr int kStops = 24;
    for (int stop = 0; stop <= kStops; ++stop) {
        const float share = static_cast<float>(stop) / kStops;
        const glm::vec3 colour = render::colourAt(scale.map, share);
        gradient.setColorAt(static_cast<double>(share), QColor::fromRgbF(colour.r, colour.g, colour.b));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(gradient);
    painter.drawRoundedRect(bar, 3.0, 3.0);
    const QFont small = uiFont(12);
    const QRectF numbers(0.0, 17.0, width(), 16.0);
    paintText(painter, numbers, deviationText(-m_limit), small, theme().dim,
              Qt::AlignLeft | Qt::AlignVCenter);
    paintText(painter, numbers, "0", small, theme().dim, Qt::AlignCenter);
    paintText(painter, numbers, deviationText(m_limit), small, theme().dim,
              Qt::AlignRight | Qt::AlignVCenter);
    const QRectF words(0.0, 34.0, width(), 16.0);
    paintText(painter, words, tr("further in"), small, theme().faint, Qt::AlignLeft | Qt::AlignVCenter);
    paintText(painter, words, tr("further out"), small, theme().faint, Qt::AlignRight | Qt::AlignVCenter);
}

} // namespace orfeas::ui
