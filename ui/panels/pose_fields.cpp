#include "ui/panels/pose_fields.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

#include "ui/widgets/number_field.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

constexpr const char* kAxes[] = {"X", "Y", "Z"};
constexpr double kSmallestMm = 0.01;

void put(NumberField* field, float value) {
    const QSignalBlocker silent(field);
    field->setValue(static_cast<double>(value));
}

} // namespace

PoseFields::PoseFields(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_proportional(new QCheckBox(tr("Keep proportions"), this)) {
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(14, 4, 14, 8);
    grid->setHorizontalSpacing(6);
    grid->setVerticalSpacing(6);
    for (int axis = 0; axis < 3; ++axis) {
        auto* head = new QLabel(kAxes[axis], this);
        head->setObjectName("small");
        head->setAlignment(Qt::AlignCenter);
        grid->addWidget(head, 0, axis + 1);
    }
    m_position =
        makeRow(1, tr("Position"), tr("Middle of the object along %1, mm"), -9999.0, 9999.0, 1.0, "mm");
    m_degrees = makeRow(2, tr("Turned"), tr("Turned about %1, degrees"), -360.0, 360.0, 5.0, QChar(0x00B0));
    m_size =
        makeRow(3, tr("Size"), tr("Extent along the object's own %1, mm"), kSmallestMm, 9999.0, 1.0, "mm");
    m_proportional->setChecked(true);
    m_proportional->setToolTip(tr("A new size along one axis scales the others alike"));
    grid->addWidget(m_proportional, 4, 1, 1, 3);
    grid->setColumnStretch(0, 1);
    for (int axis = 0; axis < 3; ++axis) {
        connect(position(axis), &QDoubleSpinBox::valueChanged, this, [this, axis](double value) {
            project::Pose pose = project::poseOf(*m_object);
            pose.position[axis] = static_cast<float>(value);
            commit(tr("Move %1"), pose);
        });
        connect(degrees(axis), &QDoubleSpinBox::valueChanged, this, [this, axis](double value) {
            project::Pose pose = project::poseOf(*m_object);
            pose.degrees[axis] = static_cast<float>(value);
            commit(tr("Turn %1"), pose);
        });
        connect(sizeField(axis), &QDoubleSpinBox::valueChanged, this,
                [this, axis](double value) { resized(axis, value); });
    }
}

PoseFields::Row PoseFields::makeRow(int row, const QString& title, const QString& tip, double lower,
                                    double upper, double step, const QString& unit) {
    auto* grid = static_cast<QGridLayout*>(layout());
    auto* label = new QLabel(QString("%1, %2").arg(title, unit), this);
    label->setObjectName("dim");
    grid->addWidget(label, row, 0);
    Row fields{};
    for (int axis = 0; axis < 3; ++axis) {
        auto* field = new NumberField(lower, upper, step, unit == "mm" ? 2 : 1, {}, this);
        field->setMinimumWidth(64);
        field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        field->setToolTip(tip.arg(kAxes[axis]));
        field->setAccessibleName(QString("%1 %2, %3").arg(title, kAxes[axis], unit));
        grid->addWidget(field, row, axis + 1);
        fields[static_cast<std::size_t>(axis)] = field;
    }
    return fields;
}

void PoseFields::setObject(const project::ObjectPtr& object) {
    m_object = object;
    setEnabled(object && !object->locked);
    if (!object) return;
    const project::Pose pose = project::poseOf(*object);
    for (int axis = 0; axis < 3; ++axis) {
        put(position(axis), pose.position[axis]);
        put(degrees(axis), pose.degrees[axis]);
        put(sizeField(axis), pose.size[axis]);
    }
}

void PoseFields::resized(int axis, double value) {
    project::Pose pose = project::poseOf(*m_object);
    const float before = pose.size[axis];
    const float factor = before > 0.0f ? static_cast<float>(value) / before : 1.0f;
    if (m_proportional->isChecked())
        pose.size *= factor;
    else
        pose.size[axis] = static_cast<float>(value);
    commit(tr("Scale %1"), pose);
}

void PoseFields::commit(const QString& text, const project::Pose& pose) {
    const glm::mat4 transform = project::transformFor(*m_object, pose);
    m_workspace.edit(text.arg(QString::fromStdString(m_object->name)),
                     [id = m_object->id, transform](const project::Document& document) {
                         return project::withTransform(document, id, transform);
                     });
}

} // namespace orfeas::ui
