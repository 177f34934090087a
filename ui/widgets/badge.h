// A verdict in a pill: icon, words, colour.
#pragma once

#include <QWidget>

#include "ui/widgets/painting.h"

namespace orfeas::ui {

class Badge : public QWidget {
    Q_OBJECT
public:
    explicit Badge(QWidget* parent = nullptr) : QWidget(parent) {
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }

    void setLook(const BadgeLook& look) {
        m_look = look;
        setAccessibleName(look.text);
        updateGeometry();
        update();
    }
    QSize sizeHint() const override { return {static_cast<int>(badgeWidth(m_look) + 0.5), 24}; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        paintBadge(painter, rect(), m_look);
    }

private:
    BadgeLook m_look;
};

} // namespace orfeas::ui
