// The document's objects and groups as an item model: the outliner's rows.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include <QAbstractItemModel>

#include "core/project/core_event.h"
#include "core/project/document.h"
#include "ui/id_stream.h"
#include "ui/models/row_runs.h"

namespace orfeas::ui {

/// Two levels over an immutable Document: groups with their members, then the objects without a group, each list in
/// document order. A change of the document becomes the smallest change of rows, so that selections and open groups
/// survive; scattered changes of many rows become one change of layout. Looking a row up takes constant time. Never
/// edits: it asks by signal. UI thread.
class ObjectModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< qulonglong of project::ObjectId; zero for groups
        VisibleRole,               ///< bool; setData asks for the change; of a group: any member
        LockedRole,                ///< bool; setData asks for the change; of a group: every member
        TrianglesRole,             ///< QString: "148 212"; empty for groups
        ClosedRole,                ///< bool: the mesh bounds a solid; of a group: every member's
        MembersRole,               ///< int: objects of a group; zero for objects
        VerdictRole, ///< int of print::Verdict; none before the first check; of a group: the worst
    };

    explicit ObjectModel(QObject* parent = nullptr);

    QModelIndex index(int row, int column = 0, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    using QObject::parent;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& = {}) const override { return 1; }
    bool hasChildren(const QModelIndex& parent = {}) const override { return rowCount(parent) > 0; }
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    const project::DocumentPtr& document() const { return m_document; }
    int objectCount() const { return static_cast<int>(m_document->objects.size()); }
    bool isGroup(const QModelIndex& index) const;
    /// Null for groups.
    project::ObjectPtr object(const QModelIndex& index) const;
    project::ObjectPtr object(project::ObjectId id) const;  ///< null when it is not there
    project::GroupId group(const QModelIndex& index) const; ///< of a group's row
    /// What a row stands for: one object, or the members of a group.
    void appendObjects(const QModelIndex& index, std::vector<project::ObjectId>& to) const;
    QModelIndex indexOf(project::ObjectId id) const;
    QModelIndex indexOf(project::GroupId id) const;
    void setVerdict(project::ObjectId id, print::Verdict verdict);

public slots:
    void setDocument(const orfeas::project::DocumentPtr& document);

signals:
    void renameRequested(orfeas::project::ObjectId object, const QString& name);
    void groupRenameRequested(orfeas::project::GroupId group, const QString& name);
    void visibilityRequested(const QModelIndex& row, bool visible);
    void lockRequested(const QModelIndex& row, bool locked);

private:
    using Members = std::vector<project::ObjectPtr>;
    struct Node {
        project::Group group; ///< of the last node: none, its members stand at the top level
        Members members;
    };
    /// All groups in order, then the objects of none.
    struct Rows {
        std::vector<Node> nodes;
        const Members& loose() const { return nodes.back().members; }
        int groups() const { return static_cast<int>(nodes.size()) - 1; }
    };
    struct Place {
        std::size_t node = 0;
        int row = 0;
    };
    static Rows arrange(const project::Document& document);
    QVariant groupData(const Node& node, int role) const;
    QVariant verdictOf(const Members& members) const;
    QVariant objectData(const project::Object& object, int role) const;
    QModelIndex rowIndex(std::size_t node, int row) const;
    const Node* nodeOf(const QModelIndex& index) const;
    QModelIndex parentOf(std::size_t node) const;
    void remember(std::size_t node);
    std::optional<std::vector<RowChanges>> changesTo(const Rows& next) const;
    void removeRuns(std::size_t node, const std::vector<RowRun>& runs);
    void insertRuns(std::size_t node, const std::vector<RowRun>& runs, const Members& next);
    void takeValues(std::size_t node, Node next);
    void relayout(Rows next);

    project::DocumentPtr m_document;
    Rows m_rows;
    std::unordered_map<project::ObjectId, Place> m_places;
    std::unordered_map<project::ObjectId, print::Verdict> m_verdicts;
};

} // namespace orfeas::ui
