#include "ui/activity/activity_dialog.h"

#include <algorithm>
#include <map>

#include <QDate>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPointer>
#include <QPushButton>
#include <QSaveFile>
#include <QThreadPool>
#include <QVBoxLayout>

#include "ui/activity/plot.h"
#include "ui/error_text.h"
#include "ui/preferences.h"
#include "ui/text_format.h"
#include "ui/theme.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/section_head.h"
#include "ui/widgets/switch_button.h"

namespace orfeas::ui {
namespace {

constexpr int kDays = 30;
constexpr std::size_t kLatest = 48;
constexpr double kMegabyte = 1024.0 * 1024.0;
constexpr std::int64_t kDaySeconds = 24 * 3600;

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

QString percent(double share) {
    return QLocale().toString(100.0 * share, 'f', 0) + QStringLiteral(" %");
}

// A large figure over a word.
QLabel* addTile(QHBoxLayout* row, const QString& name, const QString& help) {
    auto* tile = new QFrame;
    tile->setObjectName("tile");
    tile->setStyleSheet(
        QStringLiteral("#tile { background: %1; border-radius: 6px; }").arg(theme().raised.name()));
    auto* figure = new QLabel(QStringLiteral("–"));
    figure->setFont(uiFont(20, QFont::DemiBold));
    figure->setAccessibleName(name);
    figure->setToolTip(help);
    auto* word = new QLabel(name);
    word->setObjectName("small");
    auto* column = new QVBoxLayout(tile);
    column->setContentsMargins(14, 10, 14, 10);
    column->setSpacing(2);
    column->addWidget(figure);
    column->addWidget(word);
    row->addWidget(tile, 1);
    return figure;
}

QString verdictTitle(const std::string& name) {
    if (name == "prints") return ActivityDialog::tr("Prints");
    if (name == "prints-with-care") return ActivityDialog::tr("Prints with care");
    return ActivityDialog::tr("Does not print");
}

QColor verdictColor(const std::string& name) {
    return name == "prints" ? theme().ok : name == "prints-with-care" ? theme().warning : theme().failure;
}

// The last report of a job is "done"; what it does after that is to hand over.
QString stageTitle(const std::string& stage) {
    return stage == "done" ? ActivityDialog::tr("handing over") : text(stage);
}

// Those that took most of all come first.
std::vector<analytics::GeneratorSummary> byTime(std::vector<analytics::GeneratorSummary> generators) {
    const auto all = [](const analytics::GeneratorSummary& one) {
        return one.medianSeconds * static_cast<double>(one.jobs);
    };
    std::stable_sort(generators.begin(), generators.end(),
                     [&](const auto& a, const auto& b) { return all(a) > all(b); });
    return generators;
}

/// A stage has one colour, whoever goes through it; the second round of colours is darker.
class StageColors {
public:
    QColor of(const std::string& stage) {
        const QColor round[] = {theme().info,    theme().accent,  theme().ok,
                                theme().warning, theme().failure, theme().dim};
        const std::size_t place = m_places.try_emplace(stage, m_places.size()).first->second;
        const QColor color = round[place % std::size(round)];
        return place < std::size(round) ? color : color.darker(kDarker);
    }

private:
    static constexpr int kDarker = 175; ///< percent
    std::map<std::string, std::size_t> m_places;
};

// Everything that is read from the disk, on a background thread.
ActivityDialog::Figures readFigures() {
    ActivityDialog::Figures out;
    out.offByEnvironment = analytics::JobLog::offByEnvironment();
    if (const auto log = analytics::standardJobLog()) {
        Result<analytics::Summary> summary = log->summary(kDays);
        if (summary.ok()) {
            out.summary = std::move(*summary);
        } else {
            out.trouble = errorText(summary.error());
        }
        out.statisticsOn = log->enabled();
    }
    const auto store = cache::CacheStore::open(cache::cacheFolder());
    if (!store.ok()) {
        out.trouble = errorText(store.error());
        return out;
    }
    out.limits = (*store)->limits();
    if (Result<cache::CacheStats> stats = (*store)->stats(); stats.ok()) out.cache = *stats;
    return out;
}

} // namespace

ActivityDialog::ActivityDialog(QWidget* parent) : QDialog(parent) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Activity"));
    auto* title = new QLabel(tr("Activity on this machine"), this);
    title->setObjectName("title");
    auto* sentence = new QLabel(tr("The last %1 days of Orfeas Studio and of the command line. Nothing of it "
                                   "leaves this machine, and no "
                                   "names of files are kept.")
                                    .arg(kDays),
                                this);
    sentence->setObjectName("dim");
    m_message = new QLabel(this);
    m_message->setObjectName("dim");
    m_message->setWordWrap(true);
    auto* exportButton = new QPushButton(tr("Export as CSV…"), this);
    exportButton->setToolTip(tr("Every job as a line of a table that spreadsheets read"));
    auto* forget = new QPushButton(tr("Forget jobs"), this);
    forget->setToolTip(tr("Delete the account of every job; kept results stay"));
    auto* close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(exportButton);
    buttons->addWidget(forget);
    buttons->addWidget(m_message, 1);
    buttons->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(22, 20, 22, 18);
    column->setSpacing(14);
    column->addWidget(title);
    column->addWidget(sentence);
    column->addWidget(buildFigures());
    column->addWidget(buildPlots(), 1);
    column->addWidget(buildKept());
    column->addLayout(buttons);
    resize(980, 760);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(exportButton, &QPushButton::clicked, this, &ActivityDialog::exportCsv);
    connect(forget, &QPushButton::clicked, this, [this] {
        inBackground([]() -> Result<void> {
            const auto log = analytics::standardJobLog();
            return log ? log->clear() : Result<void>{};
        });
    });
    refresh();
}

QWidget* ActivityDialog::buildFigures() {
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    m_jobs = addTile(layout, tr("Jobs"), tr("Pictures made, files read and written, objects repaired"));
    m_answered = addTile(layout, tr("Answered without making"),
                         tr("From the cache, or by an equal job that was running"));
    m_saved =
        addTile(layout, tr("Time saved"), tr("What the answers from the cache took when they were made"));
    m_peak = addTile(layout, tr("Most memory"), tr("The most that Orfeas held at a stage of any job"));
    return row;
}

QWidget* ActivityDialog::buildPlots() {
    auto* plots = new QWidget(this);
    auto* grid = new QGridLayout(plots);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(6);
    const auto put = [&](QWidget* plot, const QString& name, int row, int column) {
        auto* head = new SectionHead(name);
        head->layout()->setContentsMargins(0, 4, 0, 2);
        plot->setAccessibleName(name);
        grid->addWidget(head, 2 * row, column);
        grid->addWidget(plot, 2 * row + 1, column, column == 1 && row == 1 ? Qt::AlignTop : Qt::Alignment());
        grid->setColumnStretch(column, 1);
    };
    put(m_days = new StackedBars, tr("Jobs a day"), 0, 0);
    put(m_memory = new StackedBars, tr("Memory of the last jobs"), 0, 1);
    put(m_stages = new ShareRows, tr("Where the time goes"), 1, 0);
    put(m_verdicts = new ShareRows, tr("Will it print?"), 1, 1);
    grid->setRowStretch(1, 3);
    grid->setRowStretch(3, 2);
    return plots;
}

QWidget* ActivityDialog::buildKept() {
    auto* kept = new QWidget(this);
    auto* row = new QHBoxLayout(kept);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    const auto named = [&](auto* field, const QString& name, const QString& help) {
        auto* label = new QLabel(name);
        label->setObjectName("dim");
        label->setBuddy(field);
        field->setAccessibleName(name);
        field->setToolTip(help);
        row->addWidget(label);
        row->addWidget(field);
    };
    named(m_cacheOn = new SwitchButton, tr("Keep results"),
          tr("The same picture with the same settings is then answered at once, bit for bit the same"));
    named(m_cacheSize = new NumberField(16, 1 << 20, 256, 0, tr("MB")), tr("up to"),
          tr("Size of all kept results, in megabytes; the least recently used leave first"));
    named(m_cacheDays = new NumberField(1, 3650, 10, 0, tr("days")), tr("for"),
          tr("Days after its last use that a result is kept"));
    m_cacheText = new QLabel;
    m_cacheText->setObjectName("small");
    auto* clear = new QPushButton(tr("Clear"));
    clear->setToolTip(tr("Give everything kept back to the disk"));
    row->addWidget(clear);
    row->addWidget(m_cacheText, 1);
    named(m_statisticsOn = new SwitchButton, tr("Keep account of jobs"),
          tr("Times, memory and verdicts of jobs, on this machine only"));
    const auto setLimits = [this] {
        if (m_showing) return;
        cache::Limits limits;
        limits.enabled = m_cacheOn->isChecked();
        limits.maxBytes = static_cast<std::uint64_t>(m_cacheSize->value() * kMegabyte);
        limits.maxAge = std::chrono::seconds(static_cast<std::int64_t>(m_cacheDays->value()) * kDaySeconds);
        inBackground([limits]() -> Result<void> {
            ORFEAS_TRY(store, cache::CacheStore::open(cache::cacheFolder()));
            return store->setLimits(limits);
        });
    };
    connect(m_cacheOn, &SwitchButton::toggled, this, setLimits);
    connect(m_cacheSize, &NumberField::editingFinished, this, setLimits);
    connect(m_cacheDays, &NumberField::editingFinished, this, setLimits);
    connect(clear, &QPushButton::clicked, this, [this] {
        inBackground([]() -> Result<void> {
            ORFEAS_TRY(store, cache::CacheStore::open(cache::cacheFolder()));
            ORFEAS_TRY(freed, store->clear());
            (void)freed;
            return {};
        });
    });
    connect(m_statisticsOn, &SwitchButton::toggled, this, [this](bool on) {
        if (m_showing) return;
        inBackground([on]() -> Result<void> {
            const auto log = analytics::standardJobLog();
            return log ? log->setEnabled(on) : Result<void>{};
        });
    });
    return kept;
}

void ActivityDialog::refresh() {
    inBackground({});
}

// A change, then everything is read again; the dialog may be gone by then.
void ActivityDialog::inBackground(std::function<Result<void>()> change) {
    QThreadPool::globalInstance()->start([dialog = QPointer(this), change = std::move(change)] {
        const Result<void> changed = change ? change() : Result<void>{};
        Figures figures = readFigures();
        if (!changed.ok()) figures.trouble = errorText(changed.error());
        QMetaObject::invokeMethod(qApp, [dialog, figures = std::move(figures)] {
            if (dialog) dialog->show(figures);
        });
    });
}

void ActivityDialog::show(const Figures& figures) {
    m_showing = true;
    m_cacheOn->setChecked(figures.limits.enabled);
    if (!m_cacheSize->hasFocus())
        m_cacheSize->setValue(static_cast<double>(figures.limits.maxBytes) / kMegabyte);
    if (!m_cacheDays->hasFocus())
        m_cacheDays->setValue(static_cast<double>(figures.limits.maxAge.count()) /
                              static_cast<double>(kDaySeconds));
    m_cacheText->setText(
        figures.cache
            ? tr("%1 in %2 results").arg(bytesText(figures.cache->bytes)).arg(figures.cache->entries)
            : QString());
    m_statisticsOn->setChecked(figures.statisticsOn && !figures.offByEnvironment);
    m_statisticsOn->setEnabled(!figures.offByEnvironment);
    m_message->setText(figures.trouble.isEmpty() && figures.offByEnvironment
                           ? tr("Switched off by ORFEAS_STATISTICS")
                           : figures.trouble);
    m_showing = false;
    if (figures.summary) {
        const analytics::Summary& summary = *figures.summary;
        m_jobs->setText(countText(static_cast<qulonglong>(summary.total.jobs)));
        m_answered->setText(percent(summary.hitRate()));
        m_saved->setText(durationText(summary.total.savedSeconds));
        m_peak->setText(bytesText(static_cast<qulonglong>(summary.total.peakBytes)));
        showDays(summary);
        showMemory(summary);
    }
    emit shown();
}

void ActivityDialog::showDays(const analytics::Summary& summary) {
    std::vector<StackedBars::Bar> bars;
    const QDate today = QDate::currentDate();
    for (int back = kDays - 1; back >= 0; --back) {
        const QDate date = today.addDays(-back);
        const std::string key = date.toString(Qt::ISODate).toStdString();
        const auto found = std::find_if(summary.days.begin(), summary.days.end(),
                                        [&](const analytics::DaySummary& day) { return day.day == key; });
        const analytics::DaySummary day = found == summary.days.end() ? analytics::DaySummary{} : *found;
        StackedBars::Bar bar;
        bar.label = back == 0 ? tr("today") : back % 7 == 0 ? QLocale().toString(date, "d MMM") : QString();
        bar.values = {static_cast<double>(day.made), static_cast<double>(day.answered),
                      static_cast<double>(day.failed + day.cancelled)};
        bar.toolTip = tr("%1: %2 made, %3 answered without making, %4 failed, %5 cancelled")
                          .arg(QLocale().toString(date, QLocale::ShortFormat))
                          .arg(day.made)
                          .arg(day.answered)
                          .arg(day.failed)
                          .arg(day.cancelled);
        bars.push_back(std::move(bar));
    }
    m_days->setBars({{tr("Made"), theme().accent},
                     {tr("Answered"), theme().ok},
                     {tr("Failed or cancelled"), theme().failure}},
                    std::move(bars), tr("jobs"));
    std::vector<ShareRows::Row> rows;
    StageColors colors;
    for (const analytics::GeneratorSummary& one : byTime(summary.generators)) {
        ShareRows::Row row;
        row.name = text(one.generator + (one.detail.empty() ? "" : " · " + one.detail));
        row.sum = (one.jobs == 1 ? tr("%1 · %2 job") : tr("%1 · %2 jobs"))
                      .arg(durationText(one.medianSeconds))
                      .arg(one.jobs);
        for (const jobs::StageTime& stage : one.stages)
            row.parts.push_back({stageTitle(stage.stage), stage.seconds, colors.of(stage.stage)});
        rows.push_back(std::move(row));
        if (rows.size() == 4) break;
    }
    m_stages->setRows(std::move(rows), tr("s"), true);
    ShareRows::Row verdicts;
    std::int64_t all = 0;
    for (const char* name : {"prints", "prints-with-care", "does-not-print"}) {
        const auto found = summary.total.verdicts.find(name);
        const std::int64_t count = found == summary.total.verdicts.end() ? 0 : found->second;
        all += count;
        if (count > 0)
            verdicts.parts.push_back({verdictTitle(name), static_cast<double>(count), verdictColor(name)});
    }
    QStringList words;
    for (const ShareRows::Part& part : verdicts.parts)
        words << tr("%1: %2").arg(part.name).arg(part.value);
    verdicts.name = words.join(QStringLiteral(" · "));
    verdicts.sum = tr("%1 checked").arg(all);
    m_verdicts->setRows(all > 0 ? std::vector{verdicts} : std::vector<ShareRows::Row>{}, {}, false);
}

// The latest ones at the right, as everywhere where time goes.
void ActivityDialog::showMemory(const analytics::Summary& summary) {
    std::vector<StackedBars::Bar> bars;
    for (const analytics::JobEntry& job : summary.latest) {
        if (bars.size() == kLatest) break;
        if (job.peakBytes <= 0) continue; // ended before its first stage
        StackedBars::Bar bar;
        const double gigabytes = static_cast<double>(job.peakBytes) / 1e9;
        const bool made = job.source == "made";
        bar.values = {made ? gigabytes : 0.0, made ? 0.0 : gigabytes};
        bar.toolTip = tr("%1 %2: %3 of memory, %4")
                          .arg(text(job.generator.empty() ? job.kind : job.generator), text(job.detail),
                               bytesText(static_cast<qulonglong>(job.peakBytes)), durationText(job.seconds));
        bars.insert(bars.begin(), std::move(bar));
    }
    if (!bars.empty()) bars.back().label = tr("latest");
    m_memory->setBars({{tr("Made"), theme().accent}, {tr("Answered"), theme().ok}}, std::move(bars),
                      tr("GB"));
}

void ActivityDialog::exportCsv() {
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Export as CSV"), preferences::exportFolder() + "/orfeas-jobs.csv", tr("Tables (*.csv)"));
    if (file.isEmpty()) return;
    inBackground([file]() -> Result<void> {
        const auto log = analytics::standardJobLog();
        if (!log) return Error{ErrorCode::Unavailable, "There are no statistics to export", {}};
        ORFEAS_TRY(table, log->csv());
        QSaveFile out(file);
        const QByteArray bytes = QByteArray::fromStdString(table);
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
            return Error{ErrorCode::IoFailed, "The table cannot be written to " + file.toStdString(), {}};
        return {};
    });
}

} // namespace orfeas::ui
