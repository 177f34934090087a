// One sentence at the bottom of the viewport: what went wrong or was done, until put away.
#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace orfeas::ui {

/// Shows one message at a time; a newer one replaces the older. Never takes the focus.
class MessageBar : public QFrame {
    Q_OBJECT
public:
    enum class Kind { Failure, Information };
    explicit MessageBar(QWidget* parent = nullptr);

    void show(Kind kind, const QString& text);
    QString text() const;

private:
    QLabel* m_icon;
    QLabel* m_text;
};

} // namespace orfeas::ui
