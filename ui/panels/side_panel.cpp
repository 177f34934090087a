#include "ui/panels/side_panel.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QTabBar>

namespace orfeas::ui {
namespace {

constexpr int kStripHeight = 38;

QWidget* makeStrip(QTabBar* tabs) {
    auto* strip = new QFrame;
    strip->setObjectName("tabStrip");
    strip->setFixedHeight(kStripHeight);
    auto* row = new QHBoxLayout(strip);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(tabs);
    return strip;
}

} // namespace

SidePanel::SidePanel(QWidget* parent) : QStackedWidget(parent), m_strip(nullptr), m_tabs(new QTabBar) {
    m_tabs->setObjectName("sideTabs");
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(true);
    m_tabs->setMinimumHeight(kStripHeight - 1); // a dock asks the layout of its title bar, not the strip
    m_tabs->setAccessibleName(tr("What the right side shows"));
    m_strip = makeStrip(m_tabs);
    connect(m_tabs, &QTabBar::currentChanged, this, &QStackedWidget::setCurrentIndex);
}

void SidePanel::addPage(const QString& title, const QString& toolTip, QWidget* page) {
    page->setObjectName("dockBody");
    page->setAttribute(Qt::WA_StyledBackground);
    auto* scroll = new QScrollArea;
    scroll->setObjectName("dockBody");
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    addWidget(scroll);
    m_tabs->setTabToolTip(m_tabs->addTab(title), toolTip);
}

void SidePanel::showPage(int index) {
    m_tabs->setCurrentIndex(index);
}

QWidget* SidePanel::page(int index) const {
    return static_cast<QScrollArea*>(widget(index))->widget();
}

} // namespace orfeas::ui
