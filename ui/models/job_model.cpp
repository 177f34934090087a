#include "ui/models/job_model.h"

#include <algorithm>

#include <QMimeData>

#include "ui/error_text.h"
#include "ui/picture_convert.h"
#include "ui/text_format.h"

namespace orfeas::ui {

using project::JobKind;
using project::JobState;
using project::JobStatus;

namespace {
constexpr const char* kMimeType = "application/x-orfeas-job";
}

bool isActive(const JobStatus& job) {
    return job.state == JobState::Waiting || job.state == JobState::Running;
}
bool canRetry(const JobStatus& job) {
    return job.state == JobState::Failed || job.state == JobState::Cancelled;
}
bool canDismiss(const JobStatus& job) {
    return !isActive(job);
}

bool offersEarlier(const JobStatus& job) {
    return job.earlier && job.kind == JobKind::Generate && !job.isRemake && !job.kept;
}

int JobModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_jobs.size());
}

QVariant JobModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const JobStatus& job = status(index);
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromStdString(job.name);
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3").arg(data(index, Qt::DisplayRole).toString(), stageText(job), timeText(job));
    case Qt::ToolTipRole:
        return job.error ? errorTitle(job.error->code) + "\n" + errorText(*job.error)
                         : QString::fromStdString(job.name + (job.note.empty() ? "" : "\n" + job.note));
    case StageRole:
        return stageText(job);
    case TimeRole:
        return timeText(job);
    case FractionRole:
        return job.state == JobState::Running ? std::clamp(job.fraction, 0.0, 1.0) : -1.0;
    case StateRole:
        return static_cast<int>(job.state);
    case ThumbnailRole:
        return m_thumbnails[static_cast<std::size_t>(index.row())];
    case KindRole:
        return static_cast<int>(job.kind);
    case PausedRole:
        return job.paused;
    default:
        return {};
    }
}

Qt::ItemFlags JobModel::flags(const QModelIndex& index) const {
    const Qt::ItemFlags base = QAbstractListModel::flags(index);
    if (!index.isValid()) return base | Qt::ItemIsDropEnabled;
    return status(index).state == JobState::Waiting ? base | Qt::ItemIsDragEnabled : base;
}

QStringList JobModel::mimeTypes() const {
    return {QString::fromLatin1(kMimeType)};
}

QMimeData* JobModel::mimeData(const QModelIndexList& rows) const {
    auto* data = new QMimeData;
    if (!rows.isEmpty())
        data->setData(QString::fromLatin1(kMimeType),
                      QByteArray::number(static_cast<qulonglong>(status(rows.first()).id)));
    return data;
}

// The core moves the row; nothing is inserted or removed here.
bool JobModel::dropMimeData(const QMimeData* data, Qt::DropAction, int row, int, const QModelIndex& parent) {
    bool valid = false;
    const qulonglong id = data->data(QString::fromLatin1(kMimeType)).toULongLong(&valid);
    if (!valid) return false;
    if (row < 0 && parent.isValid()) row = parent.row();
    std::optional<project::JobId> before;
    for (int next = std::max(row, 0); row >= 0 && next < rowCount() && !before; ++next) {
        const JobStatus& one = m_jobs[static_cast<std::size_t>(next)];
        if (one.state == JobState::Waiting) before = one.id;
    }
    emit moveRequested(project::JobId{id}, before);
    return false;
}

const JobStatus& JobModel::status(const QModelIndex& index) const {
    return m_jobs[static_cast<std::size_t>(index.row())];
}

std::optional<JobStatus> JobModel::find(project::JobId job) const {
    const int row = rowOf(job);
    return row < 0 ? std::nullopt : std::optional(m_jobs[static_cast<std::size_t>(row)]);
}

int JobModel::activeCount() const {
    return static_cast<int>(std::count_if(m_jobs.begin(), m_jobs.end(), isActive));
}

std::optional<double> JobModel::secondsLeft() const {
    // What waits is told with all that comes before it, so that the last one ends it all.
    std::optional<double> longest;
    for (const JobStatus& job : m_jobs) {
        if (isActive(job) && !job.paused && job.secondsLeft)
            longest = std::max(longest.value_or(0.0), *job.secondsLeft);
    }
    return longest;
}

void JobModel::setJob(const JobStatus& status) {
    const int row = rowOf(status.id);
    if (row < 0) {
        const int end = rowCount();
        beginInsertRows({}, end, end);
        m_jobs.push_back(status);
        m_thumbnails.push_back(status.thumbnail ? toImage(*status.thumbnail) : QImage());
        endInsertRows();
        return;
    }
    const auto at = static_cast<std::size_t>(row);
    if (status.thumbnail != m_jobs[at].thumbnail) {
        m_thumbnails[at] = status.thumbnail ? toImage(*status.thumbnail) : QImage();
    }
    m_jobs[at] = status;
    emit dataChanged(index(row), index(row));
}

void JobModel::setQueuePaused(bool paused) {
    m_queuePaused = paused;
    if (!m_jobs.empty()) emit dataChanged(index(0), index(rowCount() - 1));
}

void JobModel::removeJob(project::JobId job) {
    const int row = rowOf(job);
    if (row < 0) return;
    beginRemoveRows({}, row, row);
    m_jobs.erase(m_jobs.begin() + row);
    m_thumbnails.erase(m_thumbnails.begin() + row);
    endRemoveRows();
}

void JobModel::moveJob(project::JobId job, std::optional<project::JobId> before) {
    const int from = rowOf(job);
    int to = before ? rowOf(*before) : rowCount();
    if (from < 0) return;
    if (to < 0) to = rowCount();
    if (to == from || to == from + 1) return;
    beginMoveRows({}, from, from, {}, to);
    const auto moved = [&](auto& list) {
        auto one = std::move(list[static_cast<std::size_t>(from)]);
        list.erase(list.begin() + from);
        list.insert(list.begin() + (to > from ? to - 1 : to), std::move(one));
    };
    moved(m_jobs);
    moved(m_thumbnails);
    endMoveRows();
}

int JobModel::rowOf(project::JobId job) const {
    const auto found =
        std::find_if(m_jobs.begin(), m_jobs.end(), [&](const JobStatus& it) { return it.id == job; });
    return found == m_jobs.end() ? -1 : static_cast<int>(found - m_jobs.begin());
}

QString JobModel::stageText(const JobStatus& job) const {
    switch (job.state) {
    case JobState::Waiting:
        if (job.paused || m_queuePaused) return tr("Paused");
        return job.note.empty() ? tr("Waiting") : QString::fromStdString(job.note);
    case JobState::Running: {
        if (job.paused || m_queuePaused) return tr("Paused");
        QString stage = QString::fromStdString(job.stage);
        if (stage.isEmpty()) return tr("Starting");
        stage[0] = stage[0].toUpper();
        return stage;
    }
    case JobState::Done:
        if (job.kept) return tr("Done · from the cache");
        if (offersEarlier(job))
            return tr("Done · looks like %1").arg(QString::fromStdString(job.earlier->name));
        return job.kind == JobKind::Import ? tr("Added") : tr("Done");
    case JobState::Failed:
        return job.error ? errorText(*job.error) : tr("Failed");
    case JobState::Cancelled:
        return tr("Cancelled");
    }
    return {};
}

QString JobModel::timeText(const JobStatus& job) const {
    switch (job.state) {
    case JobState::Waiting:
        return job.secondsLeft ? tr("~%1").arg(durationText(*job.secondsLeft)) : QString();
    case JobState::Running:
        if (job.paused || m_queuePaused) return {};
        return durationText(job.secondsLeft ? *job.secondsLeft : job.elapsedSeconds);
    case JobState::Done:
        return job.elapsedSeconds >= 0.05 ? durationText(job.elapsedSeconds) : QString();
    default:
        return {};
    }
}

} // namespace orfeas::ui
