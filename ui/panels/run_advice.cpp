#include "ui/panels/run_advice.h"

#include <QApplication>
#include <QPointer>
#include <QStyle>
#include <QThreadPool>

#include "core/generate/generator.h"
#include "core/vram/size_text.h"
#include "ui/text_format.h"

namespace orfeas::ui {
namespace {

constexpr int kAgainMs = 3000;

QString sizeText(std::uint64_t bytes) {
    return QString::fromStdString(vram::sizeText(bytes));
}

QString fitText(const generate::Forecast& forecast) {
    const QString time = durationText(forecast.seconds);
    QString text = forecast.device == "cpu"
                       ? RunAdvice::tr("About %1 and %2 of memory; %3 may be used now.")
                       : RunAdvice::tr("About %1 and %2 of the graphics card; %3 may be used now.");
    text = text.arg(time, sizeText(forecast.peakBytes), sizeText(forecast.limitBytes));
    text += "\n" + RunAdvice::tr("Run as: %1").arg(QString::fromStdString(forecast.form));
    if (forecast.together > 1)
        text += "\n" + RunAdvice::tr("%1 pictures share a pass").arg(forecast.together);
    return text;
}

} // namespace

RunAdvice::RunAdvice(QWidget* parent) : QLabel(parent) {
    setObjectName("small");
    setWordWrap(true);
    setAccessibleName(tr("What the next run takes"));
    setVisible(false);
    m_again.setInterval(kAgainMs);
    connect(&m_again, &QTimer::timeout, this, [this] {
        if (parentWidget()->isVisible()) look();
    });
    m_again.start();
}

void RunAdvice::ask(const std::string& generator, const generate::Settings& settings, int waiting) {
    if (generator == m_generator && settings == m_settings && waiting == m_waiting) return;
    if (generator != m_generator) setVisible(false);
    m_generator = generator;
    m_settings = settings;
    m_waiting = waiting;
    ++m_question;
    look();
}

void RunAdvice::look() {
    const auto* generator = dynamic_cast<const generate::Forecaster*>(generate::findGenerator(m_generator));
    if (!generator || m_looking) return;
    m_looking = true;
    QThreadPool::globalInstance()->start([self = QPointer(this), generator, settings = m_settings,
                                          waiting = m_waiting, question = m_question] {
        const auto forecast = generator->forecast(settings, waiting);
        QMetaObject::invokeMethod(
            qApp,
            [self, question, forecast] {
                if (self) self->show(question, forecast);
            },
            Qt::QueuedConnection);
    });
}

void RunAdvice::show(std::uint64_t question, const Result<generate::Forecast>& forecast) {
    m_looking = false;
    if (question != m_question) return look(); // asked otherwise meanwhile
    const bool fits = forecast.ok();
    const bool refused = !fits && forecast.error().code == ErrorCode::OutOfMemory;
    setVisible(fits || refused);
    if (!fits && !refused) return;
    setProperty("refused", refused);
    style()->polish(this);
    setText(fits ? fitText(*forecast) : QString::fromStdString(forecast.error().userText));
    setToolTip(
        !fits ? tr("What would fit; close other programs, raise the limit or choose a smaller model")
        : forecast->measured
            ? tr("Peak memory in bytes and time per picture, from earlier runs on this machine")
            : tr("Peak memory in bytes and time per picture, worked out from the network's shapes; measured "
                 "once it has run"));
}

} // namespace orfeas::ui
