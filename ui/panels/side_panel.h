// The right-hand side of the window: a strip of tabs, one page each.
#pragma once

#include <QStackedWidget>

class QTabBar;

namespace orfeas::ui {

/// Pages scroll; each holds one widget. The strip is a widget of its own, so that it can be a dock's title bar.
class SidePanel : public QStackedWidget {
    Q_OBJECT
public:
    explicit SidePanel(QWidget* parent = nullptr);

    /// Takes the page. `toolTip` names the shortcut.
    void addPage(const QString& title, const QString& toolTip, QWidget* page);
    void showPage(int index);
    QWidget* page(int index) const;
    QWidget* strip() const { return m_strip; }
    QTabBar* tabs() const { return m_tabs; }

private:
    QWidget* m_strip;
    QTabBar* m_tabs;
};

} // namespace orfeas::ui
