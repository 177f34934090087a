// One finding of a print check: what, how grave, what to do. Pressing it shows the place.
#pragma once

#include <QAbstractButton>

#include "core/print/report.h"

namespace orfeas::ui {

class FindingRow : public QAbstractButton {
    Q_OBJECT
public:
    explicit FindingRow(const print::Finding& finding, QWidget* parent = nullptr);

    QSize sizeHint() const override { return {200, heightForWidth(260)}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    QRect textRect(int width) const;

    print::Severity m_severity;
    QString m_title;
    QString m_text;
    QString m_remedy;
};

} // namespace orfeas::ui
