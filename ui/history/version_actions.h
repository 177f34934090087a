// What can be done with a version or a variant: asks where a question is due, then tells the session.
#pragma once

#include <optional>

#include <QObject>
#include <QStringList>

#include "core/history/object_id.h"
#include "core/project/project_sharing.h"
#include "core/project/session_event.h"

class QMenu;
class QPoint;
class QWidget;

namespace orfeas::ui {

class HistoryLink;

/// Owner: the window its dialogs appear over. UI thread.
class VersionActions : public QObject {
    Q_OBJECT
public:
    VersionActions(HistoryLink& link, QWidget* window);

    void look(const history::ObjectId& version);
    void restore(const history::ObjectId& version);
    void newVariant(const history::ObjectId& version);
    void name(const history::ObjectId& version);
    void compareWithNow(const history::ObjectId& version);
    void compare(const history::ObjectId& one, const history::ObjectId& other);

    void switchTo(const QString& variant);
    void renameVariant(const QString& variant);
    void removeVariant(const QString& variant);
    void mergeVariant(const QString& variant);
    /// Takes in what others brought to a shared place; asks where both changed the same.
    void pull(const QString& place);

    /// For a version's row, with what can be done to the variants that end there.
    void showMenu(const history::ObjectId& version, const QPoint& position);
    /// For the current variant, with the others as what may be merged into it.
    void showVariantMenu(const QPoint& position);

signals:
    void replacing(); ///< the working document is about to change
    void switching(); ///< another document will replace this one: what is being made must stop

private:
    void askChoices(const project::MergeAsked& question);
    void askPullChoices(const project::PullAsked& question);
    void addVariantActions(QMenu* menu, const QString& variant, bool current);
    QStringList variants() const;

    HistoryLink& m_link;
    QWidget* m_window;
    project::PullChoices m_pullChoices; ///< answered so far
};

} // namespace orfeas::ui
