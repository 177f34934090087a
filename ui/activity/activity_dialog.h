// What Orfeas did on this machine, and what of it is kept: plots, the cache, the switch for statistics.
#pragma once

#include <functional>
#include <optional>

#include <QDialog>

#include "core/analytics/job_log.h"
#include "core/cache/cache_store.h"

class QLabel;

namespace orfeas::ui {

class NumberField;
class ShareRows;
class StackedBars;
class SwitchButton;

/// Reads in the background when opened, when jobs end, and after each change; the window never waits for the disk.
/// Nothing shown here leaves the machine. UI thread.
class ActivityDialog : public QDialog {
    Q_OBJECT
public:
    explicit ActivityDialog(QWidget* parent = nullptr);

    /// Reads everything again.
    void refresh();

    /// What is shown; told on the UI thread.
    struct Figures {
        std::optional<analytics::Summary> summary;
        std::optional<cache::CacheStats> cache;
        cache::Limits limits;
        bool statisticsOn = true;
        bool offByEnvironment = false;
        QString trouble; ///< a sentence, where something could not be read
    };
    void show(const Figures& figures);

signals:
    void shown(); ///< figures have come

private:
    QWidget* buildFigures();
    QWidget* buildPlots();
    QWidget* buildKept();
    void inBackground(std::function<Result<void>()> change);
    void exportCsv();
    void showDays(const analytics::Summary& summary);
    void showMemory(const analytics::Summary& summary);

    QLabel* m_jobs = nullptr;
    QLabel* m_answered = nullptr;
    QLabel* m_saved = nullptr;
    QLabel* m_peak = nullptr;
    StackedBars* m_days = nullptr;
    StackedBars* m_memory = nullptr;
    ShareRows* m_stages = nullptr;
    ShareRows* m_verdicts = nullptr;
    SwitchButton* m_cacheOn = nullptr;
    NumberField* m_cacheSize = nullptr;
    NumberField* m_cacheDays = nullptr;
    QLabel* m_cacheText = nullptr;
    SwitchButton* m_statisticsOn = nullptr;
    QLabel* m_message = nullptr;
    bool m_showing = false; ///< values are being set by us
};

} // namespace orfeas::ui
