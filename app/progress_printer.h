// Progress on standard error: a bar for people, JSON lines for programs.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/generate/generator.h"
#include "core/jobs/job.h"

namespace orfeas::app {

enum class ProgressStyle { Bar, JsonLines, None };

/// "bar", "json", "none"; without a wish a bar when standard error is a terminal, else nothing.
ProgressStyle progressStyle(const std::string& wanted);

/// One JSON line: {"t_ms":12.3,"stage":"inflating","fraction":0.4,"preview":null}. A line that announces a preview
/// names it and adds "triangles"; with several pictures each line adds "image". `t_ms` counts from the start of the
/// command. Any thread.
class ProgressPrinter {
public:
    using Clock = std::chrono::steady_clock;
    ProgressPrinter(ProgressStyle style, Clock::time_point start) : m_style(style), m_start(start) {}
    ~ProgressPrinter() { clear(); }

    void report(const jobs::Progress& progress);
    /// One of several pictures that are made side by side; `fraction` is that of all of them.
    void report(const jobs::Progress& progress, const std::string& image, std::size_t ended = 0,
                std::size_t count = 0);
    void preview(const generate::Preview& preview, const std::string& image = {});
    /// Takes the bar away, so that what is printed next starts on a clean line.
    void clear();

    double elapsedMs() const;
    /// When the first preview came; nothing when none did.
    std::optional<double> firstPreviewMs() const { return m_firstPreviewMs; }

private:
    void printLine(const generate::Preview* preview);
    void drawBar();

    ProgressStyle m_style;
    Clock::time_point m_start;
    std::mutex m_mutex;
    std::string m_image;
    std::string m_of; ///< "3 of 16", or empty
    jobs::Progress m_now;
    Clock::time_point m_printed;
    std::string m_printedStage;
    std::optional<double> m_firstPreviewMs;
    bool m_barShown = false;
};

} // namespace orfeas::app
