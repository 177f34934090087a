#include "ui/panels/prepare_panel.h"

#include <memory>
#include <utility>

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/mesh/mesh_facts.h"
#include "core/print/reshape.h"
#include "core/print/thicken.h"
#include "ui/print/object_repair.h"
#include "ui/widgets/section_head.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

QString words(const char* text) {
    return PreparePanel::tr(text);
}

PrepareTool::Setting length(const char* name, const char* help, double least, double most, double usual) {
    return {words(name), words(help), words("mm"), least, most, usual, 1};
}

PrepareTool::Setting count(const char* name, const char* help, double least, double most, double usual) {
    return {words(name), words(help), {}, least, most, usual, 0};
}

using Values = std::vector<double>;

Result<mesh::Mesh> hollowOut(const mesh::Mesh& mesh, const Values& v, const jobs::JobContext& context) {
    return print::hollowed(mesh, {v[0], static_cast<int>(v[1]), v[2], 200'000}, context);
}

Result<mesh::Mesh> thicker(const mesh::Mesh& mesh, const Values& v, const jobs::JobContext& context) {
    ORFEAS_TRY(thick, print::thickened(mesh, v[0], v[0], 400'000, context));
    if (!thick) return Error{ErrorCode::BadInput, "No wall of the object is thinner than that", {}};
    return std::move(*thick);
}

std::vector<PrepareTool> makeTools() {
    std::vector<PrepareTool> tools;
    tools.push_back({words("Flat base"),
                     "prepareFlatBase",
                     words("Cuts the underside flat, so that the object stands"),
                     {length("Cut off", "How much of the underside goes", 0.1, 50.0, 0.5)},
                     [](const mesh::Mesh& mesh, const Values& v, const jobs::JobContext& context) {
                         return print::withFlatBase(mesh, v[0], context);
                     }});
    tools.push_back({words("Hollow"),
                     "prepareHollow",
                     words("Takes the inside out and leaves walls"),
                     {length("Wall", "Thickness of the walls", 0.4, 20.0, 2.0),
                      count("Drain holes", "Holes through the underside, for resin to run out", 0, 8, 0),
                      length("Hole", "Diameter of a drain hole", 1.0, 20.0, 4.0)},
                     hollowOut});
    tools.push_back({words("Thicken"),
                     "prepareThicken",
                     words("Makes walls that are too thin thicker"),
                     {length("At least", "Walls thinner than this become this thick", 0.4, 5.0, 1.2)},
                     thicker});
    tools.push_back({words("Simplify"),
                     "prepareSimplify",
                     words("Fewer triangles, the same shape"),
                     {count("Triangles", "About how many to keep", 100, 2'000'000, 50'000)},
                     [](const mesh::Mesh& mesh, const Values& v, const jobs::JobContext& context) {
                         return print::simplified(mesh, static_cast<std::size_t>(v[0]), 0.0, context);
                     }});
    tools.push_back(
        {words("Smooth"),
         "prepareSmooth",
         words("Evens the surface out and keeps the volume"),
         {count("Rounds", "How often", 1, 100, 10)},
         [](const mesh::Mesh& mesh, const Values& v, const jobs::JobContext&) -> Result<mesh::Mesh> {
             return print::smoothed(mesh, static_cast<int>(v[0]));
         }});
    tools.push_back({words("Remesh"),
                     "prepareRemesh",
                     words("Makes the surface anew, evenly, from voxels"),
                     {length("Voxel", "Details smaller than this are lost", 0.1, 10.0, 0.5)},
                     [](const mesh::Mesh& mesh, const Values& v, const jobs::JobContext& context) {
                         return print::voxelRemeshed(mesh, v[0], context);
                     }});
    tools.push_back({words("Mirror"),
                     "prepareMirror",
                     words("Turns the object left to right"),
                     {},
                     [](const mesh::Mesh& mesh, const Values&,
                        const jobs::JobContext&) -> Result<mesh::Mesh> { return print::mirrored(mesh, 0); }});
    return tools;
}

} // namespace

const std::vector<PrepareTool>& prepareTools() {
    static const std::vector<PrepareTool> tools = makeTools();
    return tools;
}

PreparePanel::PreparePanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_repair(new ObjectRepair(workspace, this)),
      m_repairButton(new QPushButton(tr("Repair…"), this)) {
    m_repairButton->setObjectName("prepareRepair");
    m_repairButton->setToolTip(
        tr("Works out what keeps the object from being a solid, and shows every change first"));
    connect(m_repairButton, &QPushButton::clicked, m_repair, &ObjectRepair::start);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(new SectionHead(tr("Prepare"), this));
    auto* inner = new QVBoxLayout;
    inner->setContentsMargins(14, 0, 14, 14);
    inner->setSpacing(10);
    inner->addWidget(m_repairButton);
    for (const PrepareTool& tool : prepareTools())
        inner->addWidget(formOf(tool));
    column->addLayout(inner);
    connect(&workspace, &Workspace::currentChanged, this, &PreparePanel::refresh);
    refresh();
}

QWidget* PreparePanel::formOf(const PrepareTool& tool) {
    auto* form = new QWidget(this);
    auto* grid = new QGridLayout(form);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(0, 1);
    auto* button = new QPushButton(tool.name, form);
    button->setObjectName(tool.objectName);
    button->setToolTip(tool.summary);
    std::vector<QDoubleSpinBox*> fields;
    int row = 0;
    for (const PrepareTool::Setting& setting : tool.settings) {
        auto* label = new QLabel(setting.name, form);
        auto* field = new QDoubleSpinBox(form);
        field->setDecimals(setting.decimals);
        field->setRange(setting.least, setting.most);
        field->setValue(setting.usual);
        if (!setting.unit.isEmpty()) field->setSuffix(" " + setting.unit);
        field->setToolTip(setting.help);
        field->setAccessibleName(tool.name + ": " + setting.name);
        label->setToolTip(setting.help);
        label->setBuddy(field);
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row++, 1);
        fields.push_back(field);
    }
    grid->addWidget(button, row, 0, 1, 2);
    connect(button, &QPushButton::clicked, this, [this, &tool, fields] {
        std::vector<double> values;
        for (const QDoubleSpinBox* field : fields)
            values.push_back(field->value());
        run(tool, values);
    });
    m_buttons.push_back(button);
    return form;
}

void PreparePanel::run(const PrepareTool& tool, const std::vector<double>& values) {
    const project::ObjectPtr object = m_workspace.current();
    if (!object) return;
    const auto work = [object, values, function = tool.work](
                          project::DocumentPtr,
                          const jobs::JobContext& context) -> Result<project::ProjectService::Operation> {
        ORFEAS_TRY(made, function(*object->mesh, values, context));
        auto next = std::make_shared<const mesh::Mesh>(std::move(made));
        const mesh::MeshFacts facts = mesh::measure(*next);
        return project::ProjectService::Operation(
            [id = object->id, next, facts](const project::Document& document) -> Result<project::Document> {
                const project::Object* now = document.find(id);
                if (!now) return Error{ErrorCode::NotFound, "The object is not there any more", {}};
                auto changed = std::make_shared<project::Object>(*now);
                changed->mesh = next;
                changed->facts = facts;
                return document.withObject(std::move(changed));
            });
    };
    m_workspace.operate(tr("%1: %2").arg(tool.name, QString::fromStdString(object->name)), {object->id},
                        work);
}

void PreparePanel::refresh() {
    const bool any = m_workspace.current() != nullptr;
    m_repairButton->setEnabled(any);
    for (QPushButton* button : m_buttons)
        button->setEnabled(any);
}

} // namespace orfeas::ui
