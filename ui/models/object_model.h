// The document's objects as an item model: the outliner's rows.
#pragma once

#include <QAbstractListModel>

#include "core/project/core_event.h"
#include "core/project/document.h"
#include "ui/id_stream.h"

namespace orfeas::ui {

/// Rows in document order over an immutable Document: a change of the document becomes the smallest change of rows,
/// so that selections survive. Never edits: renaming and the eye are asked for by signal. UI thread.
class ObjectModel : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1, ///< qulonglong of project::ObjectId
        VisibleRole,               ///< bool; setData asks for the change
        TrianglesRole,             ///< QString: "148 212"
        ClosedRole,                ///< bool: the mesh bounds a solid
    };

    explicit ObjectModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    const project::DocumentPtr& document() const { return m_document; }
    project::ObjectPtr object(const QModelIndex& index) const;
    QModelIndex indexOf(project::ObjectId id) const;

public slots:
    void setDocument(const orfeas::project::DocumentPtr& document);

signals:
    void renameRequested(orfeas::project::ObjectId object, const QString& name);
    void visibilityRequested(orfeas::project::ObjectId object, bool visible);

private:
    void removeMissing(const project::Document& next);
    void insertAndUpdate(const project::Document& next);

    project::DocumentPtr m_document;
    std::vector<project::ObjectPtr> m_rows;
};

} // namespace orfeas::ui
