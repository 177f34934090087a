// Which objects are selected, the same for the list and the viewport.
#pragma once

#include <optional>
#include <unordered_set>
#include <vector>

#include <QItemSelectionModel>
#include <QObject>

#include "core/project/document.h"
#include "ui/models/object_model.h"

namespace orfeas::ui {

/// A selection model over rows, seen as a set of objects: a selected group stands for its members. Rows are selected as
/// ranges, so that ten thousand cost little more than one. UI thread.
class SceneSelection : public QObject {
    Q_OBJECT
public:
    explicit SceneSelection(ObjectModel& objects);

    QItemSelectionModel* rows() { return &m_rows; }

    /// In document order.
    const std::vector<project::ObjectId>& ids() const;
    bool contains(project::ObjectId id) const;
    bool empty() const { return ids().empty(); }
    /// The object that panels describe; null when none is selected.
    project::ObjectPtr current() const;

    void set(const std::vector<project::ObjectId>& ids);
    void add(const std::vector<project::ObjectId>& ids);
    void remove(const std::vector<project::ObjectId>& ids);
    void toggle(project::ObjectId id);
    void clear() { m_rows.clear(); }
    void all();
    void invert();

signals:
    void changed();

private:
    void invalidate() { m_known = false; }
    void gather() const;

    ObjectModel& m_objects;
    QItemSelectionModel m_rows;
    mutable bool m_known = false;
    mutable std::unordered_set<project::ObjectId> m_set;
    mutable std::vector<project::ObjectId> m_ids;
};

} // namespace orfeas::ui
