#include "ui/widgets/memory_gauge.h"

#include <algorithm>

#include <QLocale>
#include <QPainterPath>

#include "ui/text_format.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {

constexpr qreal kBarWidth = 150.0;
constexpr qreal kBarHeight = 6.0;
constexpr qreal kGap = 12.0;

QColor colorOf(MemoryShare::Kind kind) {
    switch (kind) {
    case MemoryShare::Kind::Program:
        return theme().info;
    case MemoryShare::Kind::Job:
        return theme().accent;
    case MemoryShare::Kind::Idle:
        return theme().ok;
    }
    return theme().faint;
}

qulonglong sumOf(const std::vector<MemoryShare>& shares) {
    qulonglong sum = 0;
    for (const MemoryShare& share : shares)
        sum += share.bytes;
    return sum;
}

} // namespace

MemoryGauge::MemoryGauge(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setAccessibleName(tr("Memory"));
}

void MemoryGauge::setShares(std::vector<MemoryShare> shares, qulonglong limit) {
    const QString before = text();
    m_shares = std::move(shares);
    m_limit = limit;
    if (text() != before) updateGeometry();
    setToolTip(details());
    setAccessibleDescription(details());
    update();
}

QString MemoryGauge::text() const {
    const QLocale locale;
    const auto gigabytes = [&](qulonglong bytes) {
        return locale.toString(static_cast<double>(bytes) / 1e9, 'f', 1);
    };
    return tr("%1 of %2 GB").arg(gigabytes(sumOf(m_shares)), gigabytes(m_limit));
}

QString MemoryGauge::details() const {
    QString words = tr("Memory, by owner; the bar ends at what Orfeas may take");
    for (const MemoryShare& share : m_shares) {
        const QString kind =
            share.kind == MemoryShare::Kind::Idle ? tr(" (kept ready, goes when room is wanted)") : QString();
        words += "\n" + tr("%1: %2").arg(share.owner, bytesText(share.bytes)) + kind;
    }
    return words;
}

QSize MemoryGauge::sizeHint() const {
    const QFontMetricsF metrics(uiFont(12));
    const qreal words = metrics.horizontalAdvance(tr("Memory")) + metrics.horizontalAdvance(text());
    return {static_cast<int>(words + kBarWidth + 2.0 * kGap + 2.0), 20};
}

void MemoryGauge::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QFont font = uiFont(12);
    const QString name = tr("Memory");
    const qreal nameWidth = QFontMetricsF(font).horizontalAdvance(name) + 1.0;
    paintText(painter, QRectF(0.0, 0.0, nameWidth, height()), name, font, theme().dim);
    const QRectF bar(nameWidth + kGap, (height() - kBarHeight) / 2.0, kBarWidth, kBarHeight);
    paintText(painter, QRectF(bar.right() + kGap, 0.0, width() - bar.right() - kGap, height()), text(), font,
              theme().dim);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath clip;
    clip.addRoundedRect(bar, kBarHeight / 2.0, kBarHeight / 2.0);
    painter.setClipPath(clip);
    painter.fillRect(bar, theme().line);
    const qulonglong whole = std::max({m_limit, sumOf(m_shares), qulonglong{1}});
    qreal x = bar.left();
    for (const MemoryShare& share : m_shares) {
        const qreal wide = bar.width() * static_cast<qreal>(share.bytes) / static_cast<qreal>(whole);
        painter.fillRect(QRectF(x, bar.top(), wide, bar.height()), colorOf(share.kind));
        if (x > bar.left()) painter.fillRect(QRectF(x - 0.5, bar.top(), 1.0, bar.height()), theme().panel);
        x += wide;
    }
}

} // namespace orfeas::ui
