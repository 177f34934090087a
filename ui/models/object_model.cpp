#include "ui/models/object_model.h"

#include <algorithm>

#include "ui/text_format.h"

namespace orfeas::ui {

using project::Document;
using project::ObjectId;
using project::ObjectPtr;

namespace {

bool holds(const std::vector<ObjectPtr>& objects, ObjectId id) {
    return std::any_of(objects.begin(), objects.end(), [&](const ObjectPtr& it) { return it->id == id; });
}

} // namespace

ObjectModel::ObjectModel(QObject* parent)
    : QAbstractListModel(parent), m_document(std::make_shared<Document>()) {}

int ObjectModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ObjectModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const ObjectPtr it = object(index);
    const bool solid = it->facts.solid();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return QString::fromStdString(it->name);
    case Qt::AccessibleTextRole:
        return tr("%1, %2, %3, %4")
            .arg(QString::fromStdString(it->name), trianglesText(it->facts.triangles),
                 solid ? tr("closed") : tr("not closed"), it->visible ? tr("shown") : tr("hidden"));
    case Qt::ToolTipRole:
        return tr("%1\n%2\n%3, %4")
            .arg(QString::fromStdString(it->name), sizeText(it->facts.box.size()),
                 trianglesText(it->facts.triangles), solid ? tr("closed") : tr("not closed"));
    case IdRole:
        return static_cast<qulonglong>(it->id);
    case VisibleRole:
        return it->visible;
    case TrianglesRole:
        return countText(it->facts.triangles);
    case ClosedRole:
        return solid;
    default:
        return {};
    }
}

bool ObjectModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
    const ObjectPtr it = object(index);
    if (role == VisibleRole && value.toBool() != it->visible) {
        emit visibilityRequested(it->id, value.toBool());
        return true;
    }
    const QString name = value.toString().trimmed();
    if (role == Qt::EditRole && !name.isEmpty() && name != QString::fromStdString(it->name)) {
        emit renameRequested(it->id, name);
        return true;
    }
    return false;
}

Qt::ItemFlags ObjectModel::flags(const QModelIndex& index) const {
    if (!index.isValid()) return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsEditable | Qt::ItemNeverHasChildren;
}

ObjectPtr ObjectModel::object(const QModelIndex& index) const {
    return m_rows[static_cast<std::size_t>(index.row())];
}

QModelIndex ObjectModel::indexOf(ObjectId id) const {
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row]->id == id) return index(static_cast<int>(row));
    }
    return {};
}

void ObjectModel::setDocument(const project::DocumentPtr& document) {
    const project::DocumentPtr next = document;
    removeMissing(*next);
    insertAndUpdate(*next);
    m_document = next;
}

void ObjectModel::removeMissing(const Document& next) {
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (holds(next.objects, m_rows[static_cast<std::size_t>(row)]->id)) continue;
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        endRemoveRows();
    }
}

void ObjectModel::insertAndUpdate(const Document& next) {
    for (std::size_t at = 0; at < next.objects.size(); ++at) {
        const ObjectPtr& wanted = next.objects[at];
        const int row = static_cast<int>(at);
        if (at < m_rows.size() && m_rows[at]->id == wanted->id) {
            if (m_rows[at] == wanted) continue;
            m_rows[at] = wanted;
            emit dataChanged(index(row), index(row));
        } else if (const QModelIndex elsewhere = indexOf(wanted->id); elsewhere.isValid()) {
            beginMoveRows({}, elsewhere.row(), elsewhere.row(), {},
                          row); // always upwards: earlier rows are settled
            m_rows.erase(m_rows.begin() + elsewhere.row());
            m_rows.insert(m_rows.begin() + row, wanted);
            endMoveRows();
            emit dataChanged(index(row), index(row));
        } else {
            beginInsertRows({}, row, row);
            m_rows.insert(m_rows.begin() + row, wanted);
            endInsertRows();
        }
    }
}

} // namespace orfeas::ui
