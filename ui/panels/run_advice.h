// What a run will take, said before it.
#pragma once

#include <cstdint>
#include <string>

#include <QLabel>
#include <QTimer>

#include "core/base/result.h"
#include "core/generate/forecast.h"
#include "core/generate/setting.h"

namespace orfeas::ui {

/// "About 21 s and 1.6 GB; 14 GB may be used", and what is done to fit, or what would fit. Hidden for generators that tell
/// nothing (generate::Forecaster). Looked up in the background, again every few seconds while it is seen: other programs
/// take memory too.
class RunAdvice : public QLabel {
    Q_OBJECT
public:
    explicit RunAdvice(QWidget* parent);

    /// For the next run; `waiting` pictures of the queue included.
    void ask(const std::string& generator, const generate::Settings& settings, int waiting);

private:
    void look();
    void show(std::uint64_t question, const Result<generate::Forecast>& forecast);

    QTimer m_again;
    std::string m_generator;
    generate::Settings m_settings;
    int m_waiting = 1;
    std::uint64_t m_question = 0; ///< answers to earlier ones are late
    bool m_looking = false;
};

} // namespace orfeas::ui
