// Where one object stands, how it is turned and how large it is, as numbers that can be typed.
#pragma once

#include <array>

#include <QWidget>

#include "core/project/document.h"
#include "core/project/scene_transform.h"

class QCheckBox;

namespace orfeas::ui {

class NumberField;
class Workspace;

/// Millimetres and degrees about X, then Y, then Z. A field that is committed makes one undo step; fields of locked objects
/// are greyed out. UI thread.
class PoseFields : public QWidget {
    Q_OBJECT
public:
    explicit PoseFields(Workspace& workspace, QWidget* parent = nullptr);

    void setObject(const project::ObjectPtr& object);
    NumberField* position(int axis) const { return m_position[static_cast<std::size_t>(axis)]; }
    NumberField* degrees(int axis) const { return m_degrees[static_cast<std::size_t>(axis)]; }
    NumberField* sizeField(int axis) const { return m_size[static_cast<std::size_t>(axis)]; }

private:
    using Row = std::array<NumberField*, 3>;
    Row makeRow(int row, const QString& title, const QString& tip, double lower, double upper, double step,
                const QString& unit);
    void commit(const QString& text, const project::Pose& pose);
    void resized(int axis, double value);

    Workspace& m_workspace;
    project::ObjectPtr m_object;
    Row m_position{}, m_degrees{}, m_size{};
    QCheckBox* m_proportional;
};

} // namespace orfeas::ui
