#include "ui/scene_selection.h"

#include <algorithm>
#include <map>

namespace orfeas::ui {

using project::ObjectId;
using project::ObjectPtr;

SceneSelection::SceneSelection(ObjectModel& objects) : m_objects(objects), m_rows(&objects) {
    connect(&m_rows, &QItemSelectionModel::selectionChanged, this, [this] {
        invalidate();
        emit changed();
    });
    connect(&objects, &QAbstractItemModel::layoutChanged, this, [this] { invalidate(); });
    connect(&objects, &QAbstractItemModel::rowsInserted, this, [this] { invalidate(); });
    connect(&objects, &QAbstractItemModel::rowsRemoved, this, [this] { invalidate(); });
}

void SceneSelection::gather() const {
    m_known = true;
    m_set.clear();
    m_ids.clear();
    std::vector<ObjectId> found;
    const QItemSelection ranges = m_rows.selection();
    for (const QItemSelectionRange& range : ranges) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            m_objects.appendObjects(m_objects.index(row, 0, range.parent()), found);
    }
    m_set.insert(found.begin(), found.end());
    if (m_set.empty()) return;
    for (const ObjectPtr& object : m_objects.document()->objects) {
        if (m_set.contains(object->id)) m_ids.push_back(object->id);
    }
}

const std::vector<ObjectId>& SceneSelection::ids() const {
    if (!m_known) gather();
    return m_ids;
}

bool SceneSelection::contains(ObjectId id) const {
    if (!m_known) gather();
    return m_set.contains(id);
}

ObjectPtr SceneSelection::current() const {
    const ObjectPtr at = m_objects.object(m_rows.currentIndex());
    if (at && contains(at->id)) return at;
    return ids().empty() ? nullptr : m_objects.object(ids().front());
}

void SceneSelection::set(const std::vector<ObjectId>& ids) {
    std::map<QModelIndex, std::vector<int>> rowsOf; // by parent
    QModelIndex last;
    for (const ObjectId id : ids) {
        const QModelIndex index = m_objects.indexOf(id);
        if (!index.isValid()) continue;
        rowsOf[index.parent()].push_back(index.row());
        last = index;
    }
    for (auto& [parent, rows] : std::map(rowsOf)) { // all members: the group as well
        if (parent.isValid() && static_cast<int>(rows.size()) == m_objects.rowCount(parent))
            rowsOf[QModelIndex()].push_back(parent.row());
    }
    QItemSelection selection;
    for (auto& [parent, rows] : rowsOf) {
        std::sort(rows.begin(), rows.end());
        for (std::size_t from = 0, to = 0; from < rows.size(); from = to) {
            while (to < rows.size() && rows[to] == rows[from] + static_cast<int>(to - from))
                ++to;
            selection.append(QItemSelectionRange(m_objects.index(rows[from], 0, parent),
                                                 m_objects.index(rows[to - 1], 0, parent)));
        }
    }
    if (last.isValid()) m_rows.setCurrentIndex(last, QItemSelectionModel::NoUpdate);
    m_rows.select(selection, QItemSelectionModel::ClearAndSelect);
}

void SceneSelection::add(const std::vector<ObjectId>& more) {
    std::vector<ObjectId> next = ids();
    std::copy_if(more.begin(), more.end(), std::back_inserter(next),
                 [this](ObjectId id) { return !contains(id); });
    set(next);
}

void SceneSelection::remove(const std::vector<ObjectId>& fewer) {
    const std::unordered_set<ObjectId> gone(fewer.begin(), fewer.end());
    std::vector<ObjectId> next = ids();
    std::erase_if(next, [&](ObjectId id) { return gone.contains(id); });
    set(next);
}

void SceneSelection::toggle(ObjectId id) {
    contains(id) ? remove({id}) : add({id});
}

void SceneSelection::all() {
    const int rows = m_objects.rowCount();
    if (rows == 0) return;
    m_rows.select(QItemSelection(m_objects.index(0), m_objects.index(rows - 1)),
                  QItemSelectionModel::ClearAndSelect);
}

void SceneSelection::invert() {
    std::vector<ObjectId> next;
    for (const ObjectPtr& object : m_objects.document()->objects) {
        if (!contains(object->id)) next.push_back(object->id);
    }
    set(next);
}

} // namespace orfeas::ui
