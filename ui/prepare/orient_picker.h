// Ways to lay the current object on the bed, the best first, to choose from.
#pragma once

#include <memory>
#include <vector>

#include <QWidget>

#include "core/print/orient.h"
#include "core/project/document.h"

class QListWidget;
class QPushButton;

namespace orfeas::ui {

class Workspace;

/// Looking for them is a row of the queue; choosing one lays the object: one undo step. UI thread.
class OrientPicker : public QWidget {
    Q_OBJECT
public:
    explicit OrientPicker(Workspace& workspace, QWidget* parent = nullptr);

    void find();

private:
    void take(const project::ObjectPtr& object, std::vector<print::Orientation> ways);
    void lay(int way);
    void refresh();

    Workspace& m_workspace;
    QPushButton* m_find;
    QListWidget* m_list;
    project::ObjectPtr m_object; ///< that the ways are of
    std::vector<print::Orientation> m_ways;
};

} // namespace orfeas::ui
