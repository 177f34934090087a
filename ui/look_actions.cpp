#include "ui/look_actions.h"

#include <QAction>

#include "ui/command_list.h"
#include "ui/viewport/viewport_pane.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

constexpr float kSectionStepMm = 1.0f;

constexpr std::pair<CommandId, ShadingMode> kShadings[] = {
    {CommandId::ShadeSmooth, ShadingMode::Smooth},    {CommandId::ShadeFlat, ShadingMode::Flat},
    {CommandId::ShadeWire, ShadingMode::Wire},        {CommandId::ShadeXray, ShadingMode::Xray},
    {CommandId::ShadeMatcap, ShadingMode::Matcap},    {CommandId::ShadeNormals, ShadingMode::Normals},
    {CommandId::ShadeOverhang, ShadingMode::Overhang}};
constexpr std::pair<CommandId, Backdrop> kBackdrops[] = {{CommandId::BackdropDark, Backdrop::Dark},
                                                         {CommandId::BackdropLight, Backdrop::Light},
                                                         {CommandId::BackdropPlain, Backdrop::Plain}};

} // namespace

LookActions::LookActions(QObject* parent, Workspace& workspace, CommandList& commands, ViewportPane& viewport)
    : QObject(parent), m_workspace(workspace), m_commands(commands), m_viewport(viewport) {
    connectShadings();
    connectSection();
    connectViews();
    connect(&viewport, &ViewportPane::looksChanged, this, &LookActions::refresh);
    connect(&workspace.print(), &PrintLink::mapChanged, this, &LookActions::refresh);
    refresh();
}

void LookActions::connectShadings() {
    for (const auto& [id, shading] : kShadings) {
        connect(m_commands.action(id), &QAction::triggered, this, [this, mode = shading] {
            m_viewport.setShading(m_viewport.shading() == mode ? ShadingMode::Smooth : mode);
            refresh(); // a press on what is checked unchecks it
        });
    }
    for (const auto& [id, backdrop] : kBackdrops) {
        connect(m_commands.action(id), &QAction::triggered, this, [this, chosen = backdrop] {
            ViewLooks looks = m_viewport.looks();
            looks.backdrop = chosen;
            m_viewport.setLooks(looks);
            refresh();
        });
    }
    connect(m_commands.action(CommandId::MapThickness), &QAction::triggered, this, [this] {
        m_viewport.toggleThickness();
        refresh();
    });
}

void LookActions::connectSection() {
    connect(m_commands.action(CommandId::Section), &QAction::triggered, this,
            [this](bool on) { m_viewport.setSectioned(on); });
    connect(m_commands.action(CommandId::SectionUp), &QAction::triggered, this,
            [this] { m_viewport.moveSection(kSectionStepMm); });
    connect(m_commands.action(CommandId::SectionDown), &QAction::triggered, this,
            [this] { m_viewport.moveSection(-kSectionStepMm); });
}

void LookActions::connectViews() {
    const auto on = [this](CommandId id, auto function) {
        connect(m_commands.action(id), &QAction::toggled, this, function);
    };
    m_commands.action(CommandId::LinkCameras)->setChecked(true);
    on(CommandId::Turntable, [this](bool checked) { m_viewport.setTurntable(checked); });
    on(CommandId::SplitView, [this](bool checked) {
        m_viewport.setSplit(checked);
        refresh();
    });
    on(CommandId::LinkCameras, [this](bool checked) { m_viewport.setCamerasLinked(checked); });
    on(CommandId::DebugOverlay, [this](bool checked) { m_viewport.setMeasured(checked); });
}

void LookActions::refresh() {
    const ViewLooks& looks = m_viewport.looks();
    for (const auto& [id, shading] : kShadings)
        m_commands.action(id)->setChecked(looks.shading == shading);
    for (const auto& [id, backdrop] : kBackdrops)
        m_commands.action(id)->setChecked(looks.backdrop == backdrop);
    m_commands.action(CommandId::MapThickness)->setChecked(m_workspace.print().map() == PrintMap::Thickness);
    m_commands.action(CommandId::Section)->setChecked(looks.section.has_value());
    for (const CommandId id : {CommandId::SectionUp, CommandId::SectionDown})
        m_commands.action(id)->setEnabled(looks.section.has_value());
    m_commands.action(CommandId::LinkCameras)
        ->setEnabled(m_commands.action(CommandId::SplitView)->isChecked());
}

} // namespace orfeas::ui
