#include "app/progress_printer.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include <unistd.h>

#include "app/report.h"

namespace orfeas::app {
namespace {

using namespace std::chrono_literals;

constexpr auto kPrintEvery = 50ms;
constexpr int kBarWidth = 30;

double rounded(double value, double scale) {
    return std::round(value * scale) / scale;
}

void printError(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
}

} // namespace

ProgressStyle progressStyle(const std::string& wanted) {
    if (wanted == "json") return ProgressStyle::JsonLines;
    if (wanted == "none") return ProgressStyle::None;
    if (wanted == "bar") return ProgressStyle::Bar;
    return isatty(STDERR_FILENO) ? ProgressStyle::Bar : ProgressStyle::None;
}

double ProgressPrinter::elapsedMs() const {
    return std::chrono::duration<double, std::milli>(Clock::now() - m_start).count();
}

void ProgressPrinter::report(const jobs::Progress& progress, const std::string& image, std::size_t ended,
                             std::size_t count) {
    {
        std::lock_guard lock(m_mutex);
        m_image = image;
        m_of = count == 0 ? std::string() : std::to_string(ended) + " of " + std::to_string(count);
        // Stages of many pictures come and go: only time decides what is printed.
        m_printedStage = progress.stage;
    }
    report(progress);
}

void ProgressPrinter::report(const jobs::Progress& progress) {
    std::lock_guard lock(m_mutex);
    m_now.stage = progress.stage;
    m_now.fraction = std::clamp(progress.fraction, m_now.fraction, 1.0);
    const auto now = Clock::now();
    if (m_now.stage == m_printedStage && now - m_printed < kPrintEvery) return;
    m_printed = now;
    m_printedStage = m_now.stage;
    if (m_style == ProgressStyle::JsonLines) printLine(nullptr);
    if (m_style == ProgressStyle::Bar) drawBar();
}

void ProgressPrinter::preview(const generate::Preview& preview, const std::string& image) {
    std::lock_guard lock(m_mutex);
    m_image = image;
    if (!m_firstPreviewMs) m_firstPreviewMs = elapsedMs();
    if (m_style == ProgressStyle::JsonLines) printLine(&preview);
}

void ProgressPrinter::clear() {
    std::lock_guard lock(m_mutex);
    if (std::exchange(m_barShown, false)) printError("\r\033[K");
}

void ProgressPrinter::printLine(const generate::Preview* preview) {
    Json line;
    line["t_ms"] = rounded(elapsedMs(), 10.0);
    line["stage"] = m_now.stage;
    line["fraction"] = rounded(m_now.fraction, 10'000.0);
    line["preview"] = preview ? Json(preview->stage) : Json(nullptr);
    if (preview) line["triangles"] = preview->mesh->triangles.size();
    if (!m_image.empty()) line["image"] = m_image;
    printError(line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

void ProgressPrinter::drawBar() {
    const int filled = static_cast<int>(m_now.fraction * kBarWidth);
    std::string bar = "\r\033[K[";
    bar.append(static_cast<std::size_t>(filled), '#')
        .append(static_cast<std::size_t>(kBarWidth - filled), '-');
    bar += "] " + std::to_string(static_cast<int>(100.0 * m_now.fraction)) + " %  ";
    if (!m_of.empty()) bar += m_of + "  ";
    bar += m_now.stage;
    if (!m_image.empty()) bar += "  " + m_image;
    printError(bar);
    m_barShown = true;
}

} // namespace orfeas::app
