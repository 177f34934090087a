#include "ui/icon.h"

#include <QFile>
#include <QHash>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

#include "core/base/assert.h"
#include "ui/theme.h"

namespace orfeas::ui {
namespace {

/// The drawing's text with its colour put in. Qt's SVG reader does not know currentColor.
QByteArray tintedDrawing(const QString& name, const QColor& color) {
    static QHash<QString, QByteArray> drawings;
    if (!drawings.contains(name)) {
        QFile file(":/icons/" + name + ".svg");
        const bool opened = file.open(QIODevice::ReadOnly);
        ORFEAS_ASSERT(opened);
        drawings.insert(name, file.readAll());
    }
    QByteArray text = drawings[name];
    return text.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
}

/// Draws on demand at whatever size and device pixel ratio is asked for.
class DrawingEngine final : public QIconEngine {
public:
    DrawingEngine(QString name, QColor color) : m_name(std::move(name)), m_color(std::move(color)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
        const QColor wanted = m_color.isValid() ? m_color : theme().text;
        paintIcon(*painter, m_name, rect, mode == QIcon::Disabled ? theme().faint : wanted);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine* clone() const override { return new DrawingEngine(m_name, m_color); }

private:
    QString m_name;
    QColor m_color;
};

} // namespace

QIcon icon(const QString& name) {
    return icon(name, QColor());
}

QIcon icon(const QString& name, const QColor& color) {
    return QIcon(new DrawingEngine(name, color));
}

void paintIcon(QPainter& painter, const QString& name, const QRectF& where, const QColor& color) {
    static QHash<QString, QPixmap> cache;
    const qreal ratio = painter.device()->devicePixelRatioF();
    const QSize pixels = (where.size() * ratio).toSize();
    const QString key =
        QString("%1 %2 %3x%4").arg(name, color.name()).arg(pixels.width()).arg(pixels.height());
    auto found = cache.find(key);
    if (found == cache.end()) {
        QPixmap pixmap(pixels);
        pixmap.fill(Qt::transparent);
        QPainter inner(&pixmap);
        QSvgRenderer(tintedDrawing(name, color)).render(&inner);
        inner.end();
        pixmap.setDevicePixelRatio(ratio);
        found = cache.insert(key, pixmap);
    }
    painter.save();
    painter.setOpacity(painter.opacity() * color.alphaF());
    painter.drawPixmap(where.topLeft(), *found);
    painter.restore();
}

} // namespace orfeas::ui
