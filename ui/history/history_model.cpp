#include "ui/history/history_model.h"

#include <algorithm>

#include "ui/history/history_link.h"
#include "ui/history/version_time.h"
#include "ui/print/verdict_badge.h"
#include "ui/text_format.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {

using project::GraphVersion;

namespace {

bool sameRow(const HistoryModel::Row& a, const HistoryModel::Row& b) {
    return a.isWork == b.isWork && a.version.id == b.version.id;
}

QString noteOf(const GraphVersion& version) {
    if (version.objects == 0) return HistoryModel::tr("empty");
    const QString triangles = trianglesText(version.triangles);
    return version.objects == 1 ? triangles
                                : HistoryModel::tr("%1 objects · %2").arg(version.objects).arg(triangles);
}

} // namespace

std::optional<BadgeLook> verdictBadge(const GraphVersion& version) {
    if (version.verdict.empty() || version.objects == 0) return std::nullopt;
    for (const auto verdict :
         {print::Verdict::Prints, print::Verdict::PrintsWithCare, print::Verdict::DoesNotPrint}) {
        if (version.verdict == print::nameOf(verdict)) return verdictBadge(verdict, verdictTitle(verdict));
    }
    return closedBadge(version.verdict == "solid", QString::fromStdString(version.verdict));
}

HistoryModel::HistoryModel(HistoryLink& link, QObject* parent)
    : QAbstractListModel(parent), m_link(link), m_now(QDateTime::currentDateTime()) {
    connect(&link, &HistoryLink::graphChanged, this, &HistoryModel::rebuild);
    connect(&link, &HistoryLink::statusChanged, this, &HistoryModel::rebuild);
    connect(&link, &HistoryLink::found, this, [this](const project::Found& found) {
        if (found.words != m_search.toStdString()) return;
        m_found = found.versions;
        rebuild();
    });
    connect(&link, &HistoryLink::thumbnailChanged, this, [this](const history::ObjectId& version) {
        if (const QModelIndex index = indexOf(version); index.isValid())
            emit dataChanged(index, index, {Qt::DecorationRole});
    });
    rebuild();
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const Row& row = this->row(index);
    const QDateTime time = QDateTime::fromSecsSinceEpoch(row.version.time);
    switch (role) {
    case Qt::DisplayRole:
        return row.isWork ? tr("Changes since then") : QString::fromStdString(row.version.message);
    case TimeRole:
        return row.isWork ? tr("now") : timeAgo(time, m_now);
    case NoteRole:
        return row.isWork ? tr("kept on disk, not yet a version") : noteOf(row.version);
    case Qt::ToolTipRole: {
        if (row.isWork) return tr("What you are working on. Ctrl+S keeps it as a version");
        QString text = QString::fromStdString(row.version.message) + "\n" + fullTime(time);
        if (!row.version.author.empty()) text += " · " + QString::fromStdString(row.version.author);
        if (const auto verdict = verdictBadge(row.version)) text += "\n" + verdict->text;
        return text + "\n" + noteOf(row.version) + "\n" + versionKey(row.version.id).left(10);
    }
    case Qt::AccessibleTextRole: {
        QStringList words{data(index, Qt::DisplayRole).toString(), data(index, TimeRole).toString(),
                          data(index, NoteRole).toString()};
        for (const std::string& variant : row.version.variants)
            words << tr("variant %1").arg(QString::fromStdString(variant));
        for (const std::string& tag : row.version.tags)
            words << tr("named %1").arg(QString::fromStdString(tag));
        if (const auto verdict = verdictBadge(row.version)) words << verdict->text;
        return words.join(", ");
    }
    default:
        return {};
    }
}

QModelIndex HistoryModel::indexOf(const history::ObjectId& version) const {
    const auto found = std::ranges::find_if(
        m_rows, [&](const Row& row) { return !row.isWork && row.version.id == version; });
    return found == m_rows.end() ? QModelIndex() : index(static_cast<int>(found - m_rows.begin()));
}

QImage HistoryModel::thumbnail(const QModelIndex& index) const {
    const Row& row = this->row(index);
    return row.isWork ? QImage() : m_link.thumbnail(row.version.id);
}

void HistoryModel::setSearch(const QString& words) {
    if (m_search == words.trimmed()) return;
    m_search = words.trimmed();
    m_found.clear();
    if (searching() && m_link.started()) m_link.session().search(m_search.toStdString());
    rebuild();
}

void HistoryModel::tick() {
    m_now = QDateTime::currentDateTime();
    if (!m_rows.empty()) emit dataChanged(index(0), index(rowCount() - 1), {TimeRole});
}

std::vector<HistoryModel::Row> HistoryModel::makeRows() {
    const project::HistoryGraph& graph = m_link.graph();
    const GraphVersion* tip = m_link.tip();
    const bool work = m_link.status().edited && m_search.isEmpty();
    std::vector<GraphVersion> versions;
    if (work) {
        GraphVersion now;
        if (tip) now.parents.push_back(tip->id);
        versions.push_back(now);
    }
    const std::string words = m_search.toStdString();
    std::ranges::copy_if(graph.versions, std::back_inserter(versions), [&](const GraphVersion& version) {
        return matches(version, words) || std::ranges::count(m_found, version.id) > 0;
    });
    std::vector<Row> rows(versions.size());
    const LaneLayout layout =
        searching() ? LaneLayout() : layoutLanes(versions, work ? &versions.front() : tip);
    m_lanes = layout.lanes;
    for (std::size_t at = 0; at < rows.size(); ++at) {
        rows[at].isWork = work && at == 0;
        rows[at].isCurrent = tip && versions[at].id == tip->id;
        if (!searching()) rows[at].lanes = layout.rows[at];
        rows[at].version = std::move(versions[at]);
    }
    return rows;
}

void HistoryModel::rebuild() {
    m_now = QDateTime::currentDateTime();
    m_variant = QString::fromStdString(m_link.graph().currentVariant);
    sync(makeRows());
}

// New versions come at the top: the rows below stay the same rows, so that selection and scrolling stay.
void HistoryModel::sync(std::vector<Row> rows) {
    std::size_t tail = 0;
    while (tail < rows.size() && tail < m_rows.size() &&
           sameRow(rows[rows.size() - 1 - tail], m_rows[m_rows.size() - 1 - tail]))
        ++tail;
    std::size_t head = 0;
    while (head + tail < rows.size() && head + tail < m_rows.size() && sameRow(rows[head], m_rows[head]))
        ++head;
    const int first = static_cast<int>(head);
    if (const int gone = static_cast<int>(m_rows.size() - tail) - first; gone > 0) {
        beginRemoveRows({}, first, first + gone - 1);
        m_rows.erase(m_rows.begin() + first, m_rows.begin() + first + gone);
        endRemoveRows();
    }
    if (const int fresh = static_cast<int>(rows.size() - tail) - first; fresh > 0) {
        beginInsertRows({}, first, first + fresh - 1);
        m_rows.insert(m_rows.begin() + first, rows.begin() + first, rows.begin() + first + fresh);
        endInsertRows();
    }
    m_rows = std::move(rows);
    if (!m_rows.empty()) emit dataChanged(index(0), index(rowCount() - 1));
}

} // namespace orfeas::ui
