#include "ui/models/object_model.h"

#include <algorithm>

#include "ui/models/row_runs.h"
#include "ui/text_format.h"

namespace orfeas::ui {

using project::Document;
using project::GroupId;
using project::Object;
using project::ObjectId;
using project::ObjectPtr;

namespace {

/// More separate runs of rows than this are told as one change of layout.
constexpr std::size_t kMostRuns = 24;

} // namespace

ObjectModel::ObjectModel(QObject* parent)
    : QAbstractItemModel(parent), m_document(std::make_shared<Document>()), m_rows(arrange(*m_document)) {}

// --- rows. The internal id of an index is the number of its node counted from one for members of a group, and zero at
// the top level.

QModelIndex ObjectModel::index(int row, int column, const QModelIndex& parent) const {
    if (column != 0 || row < 0 || row >= rowCount(parent)) return {};
    return createIndex(row, 0, parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : quintptr(0));
}

QModelIndex ObjectModel::parent(const QModelIndex& child) const {
    if (!child.isValid() || child.internalId() == 0) return {};
    return createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr(0));
}

int ObjectModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return m_rows.groups() + static_cast<int>(m_rows.loose().size());
    const Node* node = nodeOf(parent);
    return node ? static_cast<int>(node->members.size()) : 0;
}

bool ObjectModel::isGroup(const QModelIndex& index) const {
    return index.isValid() && index.internalId() == 0 && index.row() < m_rows.groups();
}

const ObjectModel::Node* ObjectModel::nodeOf(const QModelIndex& index) const {
    return isGroup(index) ? &m_rows.nodes[static_cast<std::size_t>(index.row())] : nullptr;
}

ObjectPtr ObjectModel::object(const QModelIndex& index) const {
    if (!index.isValid() || isGroup(index)) return nullptr;
    if (index.internalId() > 0)
        return m_rows.nodes[index.internalId() - 1].members[static_cast<std::size_t>(index.row())];
    return m_rows.loose()[static_cast<std::size_t>(index.row() - m_rows.groups())];
}

ObjectPtr ObjectModel::object(ObjectId id) const {
    const auto found = m_places.find(id);
    if (found == m_places.end()) return nullptr;
    return m_rows.nodes[found->second.node].members[static_cast<std::size_t>(found->second.row)];
}

GroupId ObjectModel::group(const QModelIndex& index) const {
    const Node* node = nodeOf(index);
    return node ? node->group.id : GroupId{};
}

void ObjectModel::appendObjects(const QModelIndex& index, std::vector<ObjectId>& to) const {
    if (const Node* node = nodeOf(index)) {
        for (const ObjectPtr& member : node->members)
            to.push_back(member->id);
    } else if (const ObjectPtr it = object(index)) {
        to.push_back(it->id);
    }
}

QModelIndex ObjectModel::rowIndex(std::size_t node, int row) const {
    const bool loose = node + 1 == m_rows.nodes.size();
    return loose ? createIndex(m_rows.groups() + row, 0, quintptr(0)) : createIndex(row, 0, node + 1);
}

QModelIndex ObjectModel::indexOf(ObjectId id) const {
    const auto found = m_places.find(id);
    return found == m_places.end() ? QModelIndex() : rowIndex(found->second.node, found->second.row);
}

QModelIndex ObjectModel::indexOf(GroupId id) const {
    for (int row = 0; row < m_rows.groups(); ++row) {
        if (m_rows.nodes[static_cast<std::size_t>(row)].group.id == id) return index(row);
    }
    return {};
}

// --- data

QVariant ObjectModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (const Node* node = nodeOf(index)) return groupData(*node, role);
    return objectData(*object(index), role);
}

QVariant ObjectModel::groupData(const Node& node, int role) const {
    const auto every = [&](auto&& holds) {
        return std::all_of(node.members.begin(), node.members.end(),
                           [&](const ObjectPtr& member) { return holds(*member); });
    };
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return QString::fromStdString(node.group.name);
    case Qt::AccessibleTextRole:
    case Qt::ToolTipRole:
        return tr("%1, group of %n objects", nullptr, static_cast<int>(node.members.size()))
            .arg(QString::fromStdString(node.group.name));
    case VisibleRole:
        return !every([](const Object& it) { return !it.visible; });
    case LockedRole:
        return every([](const Object& it) { return it.locked; });
    case ClosedRole:
        return every([](const Object& it) { return it.facts.solid(); });
    case VerdictRole:
        return verdictOf(node.members);
    case MembersRole:
        return static_cast<int>(node.members.size());
    default:
        return {};
    }
}

QVariant ObjectModel::verdictOf(const Members& members) const {
    QVariant worst;
    for (const ObjectPtr& member : members) {
        const auto known = member ? m_verdicts.find(member->id) : m_verdicts.end();
        if (known == m_verdicts.end()) continue;
        worst = std::max(worst.toInt(), static_cast<int>(known->second));
    }
    return worst;
}

void ObjectModel::setVerdict(ObjectId id, print::Verdict verdict) {
    m_verdicts[id] = verdict;
    const QModelIndex row = indexOf(id);
    if (!row.isValid()) return;
    emit dataChanged(row, row, {VerdictRole});
    if (row.parent().isValid()) emit dataChanged(row.parent(), row.parent(), {VerdictRole});
}

QVariant ObjectModel::objectData(const Object& it, int role) const {
    const bool solid = it.facts.solid();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return QString::fromStdString(it.name);
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3, %4%5")
            .arg(QString::fromStdString(it.name), trianglesText(it.facts.triangles),
                 solid ? tr("closed") : tr("not closed"), it.visible ? tr("shown") : tr("hidden"),
                 it.locked ? tr(", locked") : QString());
    case Qt::ToolTipRole:
        return tr("%1\n%2\n%3, %4")
            .arg(QString::fromStdString(it.name), sizeText(it.facts.box.size()),
                 trianglesText(it.facts.triangles), solid ? tr("closed") : tr("not closed"));
    case IdRole:
        return static_cast<qulonglong>(it.id);
    case VisibleRole:
        return it.visible;
    case LockedRole:
        return it.locked;
    case TrianglesRole:
        return countText(it.facts.triangles);
    case ClosedRole:
        return solid;
    case VerdictRole:
        return verdictOf({object(it.id)});
    case MembersRole:
        return 0;
    default:
        return {};
    }
}

bool ObjectModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
    if (role == VisibleRole || role == LockedRole) {
        if (value.toBool() == data(index, role).toBool()) return false;
        role == VisibleRole ? emit visibilityRequested(index, value.toBool())
                            : emit lockRequested(index, value.toBool());
        return true;
    }
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || name.isEmpty() || name == data(index, Qt::EditRole).toString()) return false;
    if (const Node* node = nodeOf(index)) {
        emit groupRenameRequested(node->group.id, name);
    } else {
        emit renameRequested(object(index)->id, name);
    }
    return true;
}

Qt::ItemFlags ObjectModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::NoItemFlags;
    const Qt::ItemFlags common = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable;
    return isGroup(index) ? common : common | Qt::ItemNeverHasChildren;
}

// --- changes

ObjectModel::Rows ObjectModel::arrange(const Document& document) {
    Rows rows;
    std::unordered_map<GroupId, std::size_t> nodeOfGroup;
    for (const project::Group& group : document.groups) {
        nodeOfGroup.emplace(group.id, rows.nodes.size());
        rows.nodes.push_back({group, {}});
    }
    rows.nodes.push_back({});
    for (const ObjectPtr& object : document.objects) {
        const auto found = nodeOfGroup.find(object->group);
        rows.nodes[found == nodeOfGroup.end() ? rows.nodes.size() - 1 : found->second].members.push_back(
            object);
    }
    return rows;
}

void ObjectModel::remember(std::size_t node) {
    const Members& members = m_rows.nodes[node].members;
    for (std::size_t row = 0; row < members.size(); ++row)
        m_places[members[row]->id] = {node, static_cast<int>(row)};
}

void ObjectModel::setDocument(const project::DocumentPtr& document) {
    const project::DocumentPtr next = document;
    Rows rows = arrange(*next);
    const std::optional<std::vector<RowChanges>> changes = changesTo(rows);
    m_document = next;
    if (!changes) return relayout(std::move(rows));
    for (std::size_t node = 0; node < rows.nodes.size(); ++node) {
        removeRuns(node, (*changes)[node].removed);
        insertRuns(node, (*changes)[node].inserted, rows.nodes[node].members);
        takeValues(node, std::move(rows.nodes[node]));
    }
}

/// Nothing when the change is better told as one of layout.
std::optional<std::vector<RowChanges>> ObjectModel::changesTo(const Rows& next) const {
    const bool sameGroups =
        std::equal(m_rows.nodes.begin(), m_rows.nodes.end(), next.nodes.begin(), next.nodes.end(),
                   [](const Node& a, const Node& b) { return a.group.id == b.group.id; });
    if (!sameGroups) return std::nullopt;
    std::vector<RowChanges> changes;
    for (std::size_t node = 0; node < next.nodes.size(); ++node) {
        const Members& members = next.nodes[node].members;
        auto change = rowChanges(m_rows.nodes[node].members, members, kMostRuns);
        if (!change) return std::nullopt;
        for (const RowRun& run : change->inserted) {
            // From one group to another: a removal and an insertion would lose what is selected.
            for (int row = run.first; row < run.first + run.count; ++row) {
                if (m_places.contains(members[static_cast<std::size_t>(row)]->id)) return std::nullopt;
            }
        }
        changes.push_back(std::move(*change));
    }
    return changes;
}

QModelIndex ObjectModel::parentOf(std::size_t node) const {
    return node + 1 == m_rows.nodes.size() ? QModelIndex() : index(static_cast<int>(node));
}

void ObjectModel::removeRuns(std::size_t node, const std::vector<RowRun>& runs) {
    Members& members = m_rows.nodes[node].members;
    const int before = rowIndex(node, 0).row(); // group rows above those of the top level
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
        beginRemoveRows(parentOf(node), before + run->first, before + run->first + run->count - 1);
        const auto first = members.begin() + run->first;
        std::for_each(first, first + run->count, [&](const ObjectPtr& it) { m_places.erase(it->id); });
        members.erase(first, first + run->count);
        remember(node);
        endRemoveRows();
    }
}

void ObjectModel::insertRuns(std::size_t node, const std::vector<RowRun>& runs, const Members& next) {
    Members& members = m_rows.nodes[node].members;
    const int before = rowIndex(node, 0).row();
    for (const RowRun& run : runs) {
        beginInsertRows(parentOf(node), before + run.first, before + run.first + run.count - 1);
        const auto first = next.begin() + run.first;
        members.insert(members.begin() + run.first, first, first + run.count);
        remember(node);
        endInsertRows();
    }
}

/// The rows stand; what they say may be new.
void ObjectModel::takeValues(std::size_t node, Node next) {
    Node& now = m_rows.nodes[node];
    const auto differs = [&](std::size_t row) { return now.members[row] != next.members[row]; };
    std::size_t first = 0;
    std::size_t last = now.members.size();
    while (first < last && !differs(first))
        ++first;
    while (last > first && !differs(last - 1))
        --last;
    const bool renamed = now.group != next.group;
    now = std::move(next);
    if (first < last)
        emit dataChanged(rowIndex(node, static_cast<int>(first)), rowIndex(node, static_cast<int>(last) - 1));
    const QModelIndex group = parentOf(node);
    if (group.isValid() && (renamed || first < last)) emit dataChanged(group, group);
}

void ObjectModel::relayout(Rows next) {
    emit layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    std::vector<ObjectId> objects;
    std::vector<GroupId> groups;
    for (const QModelIndex& index : before) {
        const ObjectPtr it = object(index);
        objects.push_back(it ? it->id : ObjectId{});
        groups.push_back(group(index));
    }
    m_rows = std::move(next);
    m_places.clear();
    m_places.reserve(m_document->objects.size());
    for (std::size_t node = 0; node < m_rows.nodes.size(); ++node)
        remember(node);
    QModelIndexList after;
    for (std::size_t at = 0; at < objects.size(); ++at)
        after << (groups[at] == GroupId{} ? indexOf(objects[at]) : indexOf(groups[at]));
    changePersistentIndexList(before, after);
    emit layoutChanged();
}

} // namespace orfeas::ui
