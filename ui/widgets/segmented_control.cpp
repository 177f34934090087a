#include "ui/widgets/segmented_control.h"

#include <algorithm>

#include <QFontMetrics>
#include <QKeyEvent>
#include <QMouseEvent>

#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {

constexpr int kSegmentPadding = 7;

int widthOf(const QString& label) {
    return QFontMetrics(uiFont()).horizontalAdvance(label) + 2 * kSegmentPadding;
}

} // namespace

SegmentedControl::SegmentedControl(const QStringList& labels, QWidget* parent)
    : QWidget(parent), m_labels(labels) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleDescription(m_labels.join(", "));
}

bool SegmentedControl::fits(const QStringList& labels, int width) {
    int widest = 0;
    for (const QString& label : labels)
        widest = std::max(widest, widthOf(label));
    return widest * labels.size() + 4 <= width;
}

void SegmentedControl::setCurrentIndex(int index) {
    m_current = std::clamp(index, 0, std::max(count() - 1, 0));
    update();
}

QSize SegmentedControl::sizeHint() const {
    int width = 4;
    for (const QString& label : m_labels)
        width += widthOf(label);
    return {width, kControlHeight};
}

QSize SegmentedControl::minimumSizeHint() const {
    return {40 * count(), kControlHeight};
}

QRectF SegmentedControl::segment(int index) const {
    const qreal width = (this->width() - 4.0) / std::max(count(), 1);
    return {2.0 + index * width, 2.0, width, height() - 4.0};
}

int SegmentedControl::indexAt(const QPointF& position) const {
    for (int index = 0; index < count(); ++index) {
        if (segment(index).contains(position)) return index;
    }
    return -1;
}

void SegmentedControl::choose(int index) {
    if (index < 0 || index >= count() || index == m_current) return;
    setCurrentIndex(index);
    emit chosen(index);
}

void SegmentedControl::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintPanel(painter, rect(), theme().background);
    for (int index = 0; index < count(); ++index) {
        const bool current = index == m_current;
        if (current) paintPanel(painter, segment(index), theme().raised, {}, kRadius - 1);
        const QColor ink = !isEnabled()                    ? theme().faint
                           : current || index == m_hovered ? theme().text
                                                           : theme().dim;
        paintText(painter, segment(index).adjusted(4, 0, -4, 0), m_labels[index],
                  uiFont(13, current ? QFont::Medium : QFont::Normal), ink, Qt::AlignCenter);
    }
    if (hasFocus()) paintFocus(painter, rect());
}

void SegmentedControl::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) choose(indexAt(event->position()));
}

void SegmentedControl::mouseMoveEvent(QMouseEvent* event) {
    const int hovered = indexAt(event->position());
    if (hovered != m_hovered) update();
    m_hovered = hovered;
}

void SegmentedControl::leaveEvent(QEvent*) {
    m_hovered = -1;
    update();
}

void SegmentedControl::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        return choose(m_current - 1);
    case Qt::Key_Right:
    case Qt::Key_Down:
        return choose(m_current + 1);
    case Qt::Key_Home:
        return choose(0);
    case Qt::Key_End:
        return choose(count() - 1);
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace orfeas::ui
