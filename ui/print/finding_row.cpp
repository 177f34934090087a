#include "ui/print/finding_row.h"

#include <QPainter>
#include <QPushButton>

#include "ui/icon.h"
#include "ui/print/verdict_badge.h"
#include "ui/theme.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {

constexpr int kMargin = 14;
constexpr int kTextLeft = kMargin + 16 + 10;
constexpr int kGap = 2;
constexpr int kPadding = 8;
constexpr int kTitleHeight = 18;

int wrappedHeight(const QString& words, int width) {
    if (words.isEmpty()) return 0;
    return QFontMetrics(uiFont(12)).boundingRect(QRect(0, 0, width, 10000), Qt::TextWordWrap, words).height();
}

QColor inkOf(print::Severity severity) {
    return severity == print::Severity::Failure   ? theme().failure
           : severity == print::Severity::Warning ? theme().warning
                                                  : theme().info;
}

QString iconOf(print::Severity severity) {
    return severity == print::Severity::Failure   ? "cross"
           : severity == print::Severity::Warning ? "alert"
                                                  : "info";
}

} // namespace

FindingRow::FindingRow(const print::Finding& finding, const QString& fix, QWidget* parent)
    : QAbstractButton(parent), m_severity(finding.severity),
      m_title(orfeas::ui::text(print::titleOf(finding.kind))), m_text(QString::fromStdString(finding.text)),
      m_remedy(QString::fromStdString(finding.remedy)) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(finding.place.triangles.empty() ? Qt::ArrowCursor : Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    const QString gravity = m_severity == print::Severity::Failure   ? tr("Failure")
                            : m_severity == print::Severity::Warning ? tr("Warning")
                                                                     : tr("Note");
    setAccessibleName(tr("%1: %2. %3. %4").arg(gravity, m_title, m_text, m_remedy));
    setToolTip(finding.place.triangles.empty() ? gravity : tr("%1: press to see the place").arg(gravity));
    if (fix.isEmpty()) return;
    m_fix = new QPushButton(fix, this);
    m_fix->setObjectName("link");
    m_fix->setCursor(Qt::PointingHandCursor);
    m_fix->setToolTip(m_remedy.isEmpty() ? fix : m_remedy);
    m_fix->setAccessibleName(tr("%1: %2").arg(fix, m_title));
    connect(m_fix, &QPushButton::clicked, this, &FindingRow::fixWanted);
}

QRect FindingRow::textRect(int width) const {
    return {kTextLeft, kPadding, std::max(40, width - kTextLeft - kMargin), 0};
}

int FindingRow::heightForWidth(int width) const {
    const int wide = textRect(width).width();
    int height = kTitleHeight + wrappedHeight(m_text, wide);
    if (!m_remedy.isEmpty()) height += kGap + wrappedHeight(m_remedy, wide);
    return height + 2 * kPadding;
}

void FindingRow::resizeEvent(QResizeEvent*) {
    if (!m_fix) return;
    m_fix->adjustSize();
    m_fix->move(width() - kMargin - m_fix->width(), kPadding - 3);
}

void FindingRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (underMouse() || isDown()) painter.fillRect(rect(), theme().hover);
    paintIcon(painter, iconOf(m_severity), QRectF(kMargin, kPadding + 1, 16, 16), inkOf(m_severity));
    QRect line = textRect(width());
    line.setHeight(kTitleHeight);
    if (m_fix) line.setRight(m_fix->x() - 6);
    paintText(painter, line, m_title, uiFont(13, QFont::DemiBold), theme().text);
    line.setWidth(textRect(width()).width());
    const auto paragraph = [&](const QString& words, const QColor& ink) {
        line.moveTop(line.bottom() + 1);
        line.setHeight(wrappedHeight(words, line.width()));
        painter.setPen(ink);
        painter.setFont(uiFont(12));
        painter.drawText(line, Qt::TextWordWrap, words);
    };
    paragraph(m_text, theme().dim);
    if (!m_remedy.isEmpty()) {
        line.translate(0, kGap);
        paragraph(m_remedy, theme().text);
    }
    if (hasFocus()) paintFocus(painter, QRectF(rect()).adjusted(4, 1, -4, -1), 4);
}

} // namespace orfeas::ui
