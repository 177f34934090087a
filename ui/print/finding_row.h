// One finding of a print check: what, how grave, what to do. Pressing it shows the place.
#pragma once

#include <QAbstractButton>

#include "core/print/report.h"

class QPushButton;

namespace orfeas::ui {

class FindingRow : public QAbstractButton {
    Q_OBJECT
public:
    /// `fix` is the word on the button that does something about it ("Thicken"); empty: there is none.
    FindingRow(const print::Finding& finding, const QString& fix, QWidget* parent = nullptr);

    QSize sizeHint() const override { return {200, heightForWidth(260)}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

signals:
    void fixWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    QRect textRect(int width) const;

    print::Severity m_severity;
    QString m_title;
    QString m_text;
    QString m_remedy;
    QPushButton* m_fix = nullptr;
};

} // namespace orfeas::ui
