// The versions of the open project as an item model: newest first, the work in hand on top.
#pragma once

#include <optional>
#include <vector>

#include <QAbstractListModel>
#include <QDateTime>
#include <QImage>

#include "core/project/history_graph.h"
#include "ui/history/lane_layout.h"

namespace orfeas::ui {

class HistoryLink;

/// Rows follow the link's graph. A row's identity is its version: selections survive new versions. While a search is
/// set only what matches is listed, without lines. UI thread.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        TimeRole = Qt::UserRole + 1, ///< QString: "12:04"
        NoteRole,                    ///< QString: "148 212 triangles"
    };
    struct Row {
        project::GraphVersion version; ///< id of zeros: the work in hand, which is no version yet
        bool isWork = false;
        bool isCurrent = false; ///< the current variant's tip
        LaneRow lanes;
    };

    explicit HistoryModel(HistoryLink& link, QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    const Row& row(const QModelIndex& index) const { return m_rows[static_cast<std::size_t>(index.row())]; }
    QModelIndex indexOf(const history::ObjectId& version) const;
    QImage thumbnail(const QModelIndex& index) const;
    int laneCount() const { return m_lanes; }
    bool searching() const { return !m_search.isEmpty(); }
    const QString& currentVariant() const { return m_variant; }

    void setSearch(const QString& words);
    /// Moves relative times on.
    void tick();

private:
    void rebuild();
    std::vector<Row> makeRows();
    void sync(std::vector<Row> rows);

    HistoryLink& m_link;
    std::vector<Row> m_rows;
    int m_lanes = 0;
    QString m_search;
    std::vector<history::ObjectId> m_found; ///< by the session, for m_search: names of objects count too
    QString m_variant;
    QDateTime m_now;
};

/// "mesh closed" and the like as a badge: green for good ones.
struct BadgeLook;
std::optional<BadgeLook> verdictBadge(const project::GraphVersion& version);

} // namespace orfeas::ui
