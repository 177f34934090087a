#include "ui/object_actions.h"

#include <QAction>

#include "core/project/scene_transform.h"
#include "ui/array_dialog.h"
#include "ui/command_list.h"
#include "ui/viewport/manipulator.h"
#include "ui/viewport/viewport_pane.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

constexpr float kPackGapMm = 2.0f;

constexpr std::pair<CommandId, ToolMode> kTools[] = {{CommandId::ToolSelect, ToolMode::Select},
                                                     {CommandId::ToolMove, ToolMode::Move},
                                                     {CommandId::ToolRotate, ToolMode::Rotate},
                                                     {CommandId::ToolScale, ToolMode::Scale},
                                                     {CommandId::ToolLayFlat, ToolMode::LayFlat}};
constexpr CommandId kEdits[] = {CommandId::DropToBed,  CommandId::Duplicate, CommandId::Array,
                                CommandId::MakeUnique, CommandId::MirrorX,   CommandId::MirrorY,
                                CommandId::MirrorZ};

} // namespace

ObjectActions::ObjectActions(QWidget* window, Workspace& workspace, CommandList& commands,
                             ViewportPane& viewport)
    : QObject(window), m_window(window), m_workspace(workspace), m_commands(commands), m_viewport(viewport) {
    connectTools();
    connectEdits();
    connect(&workspace, &Workspace::selectionChanged, this, &ObjectActions::refresh);
    connect(&workspace, &Workspace::currentChanged, this, &ObjectActions::refresh);
    refresh();
}

void ObjectActions::connectTools() {
    const auto show = [this](ToolMode mode) {
        for (const auto& [id, tool] : kTools)
            m_commands.action(id)->setChecked(tool == mode);
    };
    for (const auto& [id, tool] : kTools) {
        connect(m_commands.action(id), &QAction::triggered, this, [this, show, mode = tool] {
            Manipulator& handles = m_viewport.manipulator();
            handles.setMode(handles.mode() == mode ? ToolMode::Select : mode);
            show(handles.mode());
        });
    }
    connect(&m_viewport.manipulator(), &Manipulator::modeChanged, this, show);
    connect(m_commands.action(CommandId::Snap), &QAction::toggled, this,
            [this](bool on) { m_viewport.manipulator().setSnapping(on); });
    show(ToolMode::Select);
}

void ObjectActions::connectEdits() {
    const auto on = [this](CommandId id, auto function) {
        connect(m_commands.action(id), &QAction::triggered, this, function);
    };
    on(CommandId::DropToBed, [this] { edit(tr("Drop %1 to the bed"), project::droppedToBed); });
    on(CommandId::Duplicate, [this] { edit(tr("Duplicate %1"), project::duplicated); });
    on(CommandId::MakeUnique, [this] {
        edit(tr("Make %1 unique"),
             [](const project::Document& document, project::Ids ids) -> Result<project::Document> {
                 return project::madeUnique(document, ids);
             });
    });
    int axis = 0;
    for (const CommandId id : {CommandId::MirrorX, CommandId::MirrorY, CommandId::MirrorZ}) {
        on(id, [this, across = axis++] {
            edit(tr("Mirror %1"), [across](const project::Document& document, project::Ids ids) {
                return project::mirrored(document, ids, across);
            });
        });
    }
    on(CommandId::Array, [this] { makeArray(); });
    on(CommandId::PackOnBed, [this] { packAll(); });
}

void ObjectActions::edit(const QString& text, const Change& change) {
    const std::vector<project::ObjectId> objects = m_workspace.selectedIds();
    if (objects.empty()) return;
    m_workspace.edit(
        text.arg(m_workspace.nameOf(objects)),
        [objects, change](const project::Document& document) { return change(document, objects); });
}

void ObjectActions::makeArray() {
    if (m_workspace.selectedIds().empty()) return;
    auto* dialog = new ArrayDialog(m_window);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        edit(tr("Array of %1"), [counts = dialog->counts(),
                                 gap = dialog->gapMm()](const project::Document& document, project::Ids ids) {
            return project::arrayed(document, ids, counts, gap);
        });
    });
    dialog->open();
}

void ObjectActions::packAll() {
    const glm::vec2 bed(m_workspace.print().options().printer.volumeMm);
    m_workspace.edit(tr("Arrange on the bed"), [bed](const project::Document& document) {
        std::vector<project::ObjectId> all;
        for (const project::ObjectPtr& object : document.objects)
            all.push_back(object->id);
        return project::packedOnBed(document, all, bed, kPackGapMm);
    });
}

void ObjectActions::refresh() {
    const bool selected = !m_workspace.selection().empty();
    for (const CommandId id : kEdits)
        m_commands.action(id)->setEnabled(selected);
    m_commands.action(CommandId::PackOnBed)->setEnabled(m_workspace.objects()->objectCount() > 0);
}

} // namespace orfeas::ui
