// The queue as an item model: one row for each picture or mesh coming in.
#pragma once

#include <optional>
#include <vector>

#include <QAbstractListModel>
#include <QImage>

#include "core/project/core_event.h"
#include "ui/id_stream.h"

namespace orfeas::ui {

/// Rows in order of arrival; holds the last JobStatus of each. UI thread. Texts are ready to be painted.
class JobModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        StageRole = Qt::UserRole + 1, ///< QString: "Cutting out", "Next", "Done", the error's sentence
        TimeRole,                     ///< QString: "9 s", "~14 s", or empty
        FractionRole,                 ///< double 0..1, or -1 where there is no progress to show
        StateRole,                    ///< int(project::JobState)
        ThumbnailRole,                ///< QImage, maybe null
        KindRole,                     ///< int(project::JobKind)
        PausedRole,                   ///< bool
    };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    /// Waiting rows can be dragged to another place; the drop only asks (moveRequested).
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& rows) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

    const project::JobStatus& status(const QModelIndex& index) const;
    std::optional<project::JobStatus> find(project::JobId job) const;
    const std::vector<project::JobStatus>& jobs() const { return m_jobs; }

    /// Waiting and running ones, and the time they still need as far as it can be told.
    int activeCount() const;
    std::optional<double> secondsLeft() const;

signals:
    void moveRequested(orfeas::project::JobId job, std::optional<orfeas::project::JobId> before);

public slots:
    void setJob(const orfeas::project::JobStatus& status);
    void removeJob(orfeas::project::JobId job);
    /// All rows stand still, or go on: those that are active say so.
    void setQueuePaused(bool paused);
    /// Before another row, or to the end.
    void moveJob(orfeas::project::JobId job, std::optional<orfeas::project::JobId> before);

private:
    int rowOf(project::JobId job) const;
    QString stageText(const project::JobStatus& job) const;
    QString timeText(const project::JobStatus& job) const;

    std::vector<project::JobStatus> m_jobs;
    std::vector<QImage> m_thumbnails; ///< parallel to m_jobs
    bool m_queuePaused = false;
};

bool isActive(const project::JobStatus& job);
/// Whether a job of this state may be tried again, and whether its row may be put away.
bool canRetry(const project::JobStatus& job);
bool canDismiss(const project::JobStatus& job);
/// Whether there is an earlier result to take instead.
bool offersEarlier(const project::JobStatus& job);

} // namespace orfeas::ui
