#include "ui/widgets/choice_box.h"

#include <QListView>
#include <QWheelEvent>

#include "ui/icon.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {

ChoiceBox::ChoiceBox(QWidget* parent) : QComboBox(parent) {
    setView(new QListView(this)); // a plain list takes the style sheet; the native popup does not
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMaxVisibleItems(14);
}

void ChoiceBox::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QColor edge = hasFocus() ? theme().accent : underMouse() ? theme().faint : theme().line;
    paintPanel(painter, rect(), theme().background, edge);
    const QColor ink = isEnabled() ? theme().text : theme().faint;
    paintText(painter, QRectF(rect()).adjusted(10, 0, -26, 0), currentText(), uiFont(), ink);
    paintIcon(painter, "chevron-down", QRectF(width() - 23.0, height() / 2.0 - 7.0, 14.0, 14.0), theme().dim);
}

void ChoiceBox::wheelEvent(QWheelEvent* event) {
    if (hasFocus()) return QComboBox::wheelEvent(event);
    event->ignore();
}

} // namespace orfeas::ui
