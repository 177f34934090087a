#include "ui/viewport/session_notes.h"

#include <algorithm>

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include "core/cache/cache_store.h"
#include "core/vram/machine_memory.h"
#include "ui/models/job_model.h"

namespace orfeas::ui {
namespace {

constexpr int kReadEveryMs = 2000;
constexpr double kMiB = 1024.0 * 1024.0;

std::string mebibytes(std::uint64_t bytes) {
    return QString::number(static_cast<double>(bytes) / kMiB, 'f', 1).toStdString() + " MiB";
}

std::vector<std::string> resultLines() {
    const auto store = cache::CacheStore::open(cache::cacheFolder());
    const Result<cache::CacheStats> read = store.ok() ? (*store)->stats() : store.error();
    if (!read.ok()) return {"kept results: cannot be read"};
    const cache::CacheStats& stats = read.value();
    const std::uint64_t answered = stats.hits + stats.coalesced, asked = answered + stats.misses;
    return {"kept results: " + std::to_string(stats.entries) + ", " + mebibytes(stats.bytes) + " of " +
                mebibytes((*store)->limits().maxBytes),
            "asked " + std::to_string(asked) + " times, answered " + std::to_string(answered) + ", " +
                std::to_string(stats.evicted) + " left for room"};
}

std::string networkLine() {
    const vram::Accounts accounts = vram::MachineMemory::shared().system().accounts();
    return "memory for networks: " + mebibytes(accounts.leased) + " of " + mebibytes(accounts.budget) + ", " +
           std::to_string(accounts.evictions) + " given up";
}

} // namespace

SessionNotes::SessionNotes(QObject* parent) : QObject(parent) {
    m_timer.setInterval(kReadEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &SessionNotes::readCaches);
}

void SessionNotes::setWatched(bool on) {
    if (!on) return m_timer.stop();
    m_timer.start();
    readCaches();
}

void SessionNotes::readCaches() {
    if (std::exchange(m_reading, true)) return;
    QThreadPool::globalInstance()->start([self = QPointer(this)] {
        std::vector<std::string> read = resultLines();
        read.push_back(networkLine());
        QMetaObject::invokeMethod(
            qApp,
            [self, read] {
                if (!self) return;
                self->m_reading = false;
                self->m_caches = read;
                emit self->changed();
            },
            Qt::QueuedConnection);
    });
}

std::shared_ptr<const render::MeasurementNotes> SessionNotes::lines(const JobModel& jobs,
                                                                    float pixelRatio) const {
    auto notes = std::make_shared<render::MeasurementNotes>();
    for (const project::JobStatus& job : jobs.jobs()) {
        const bool runs = job.state == project::JobState::Running;
        if (!runs && job.state != project::JobState::Waiting) continue;
        notes->jobs.push_back(job.name + ": " + (runs ? job.stage : std::string("waiting")) + " " +
                              std::to_string(static_cast<int>(100.0 * job.fraction)) + " %");
    }
    notes->caches = m_caches;
    notes->pixelRatio = pixelRatio;
    return notes;
}

} // namespace orfeas::ui
