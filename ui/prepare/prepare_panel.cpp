#include "ui/prepare/prepare_panel.h"

#include <algorithm>

#include <QLabel>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/prepare/orient_picker.h"
#include "ui/prepare/tool_form.h"
#include "ui/widgets/section_head.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

std::vector<project::ObjectPtr> chosen(Workspace& workspace) {
    std::vector<project::ObjectPtr> objects;
    for (const project::ObjectId id : workspace.selectedIds()) {
        if (const project::ObjectPtr object = workspace.objects()->object(id)) objects.push_back(object);
    }
    return objects;
}

// Scrolls what holds the form as little as shows all of it, its head at least.
void reveal(QWidget& form) {
    for (QWidget* above = form.parentWidget(); above; above = above->parentWidget()) {
        auto* area = qobject_cast<QScrollArea*>(above);
        if (!area) continue;
        constexpr int kAir = 12;
        area->ensureWidgetVisible(&form, 0, kAir);
        const int top = form.mapTo(area->widget(), QPoint()).y();
        if (top < area->verticalScrollBar()->value()) area->verticalScrollBar()->setValue(top);
        return;
    }
}

// Where the rest of placing is: commands that need no setting have their one place in the menu.
QLabel* placingHint(QWidget* parent) {
    auto* hint = new QLabel(
        PreparePanel::tr("Drop to bed (End), mirror (Ctrl+M) and arrange (A) are in the menu Object."),
        parent);
    hint->setObjectName("small");
    hint->setWordWrap(true);
    hint->setContentsMargins(14, 4, 14, 8);
    return hint;
}

} // namespace

void runTool(Workspace& workspace, const PrepareTool& tool, const std::vector<double>& values,
             const std::string& text) {
    PrepareTool::Input input{chosen(workspace), values, text, workspace.print().options()};
    if (input.objects.size() < tool.leastObjects)
        return workspace.say(PreparePanel::tr("Select more objects first."));
    std::vector<project::ObjectId> ids = workspace.selectedIds();
    const QString name = input.objects.size() == 1 ? QString::fromStdString(input.objects.front()->name)
                                                   : PreparePanel::tr("%n objects", nullptr,
                                                                      static_cast<int>(input.objects.size()));
    workspace.operate(
        PreparePanel::tr("%1: %2").arg(tool.name, name), std::move(ids),
        [input, work = tool.work](const project::DocumentPtr& document, const jobs::JobContext& context) {
            return work(input, *document, context);
        });
}

PreparePanel::PreparePanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_orient(new OrientPicker(workspace, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    const std::pair<PrepareTool::Group, QString> groups[] = {
        {PrepareTool::Group::Place, tr("Place on the bed")},
        {PrepareTool::Group::Shape, tr("Prepare")},
        {PrepareTool::Group::Surface, tr("Surface")}};
    for (const auto& [group, title] : groups) {
        column->addWidget(new SectionHead(title, this));
        if (group == PrepareTool::Group::Place) column->addWidget(m_orient);
        for (const PrepareTool& tool : prepareTools()) {
            if (tool.group != group) continue;
            auto* form = new ToolForm(tool, this);
            column->addWidget(form);
            m_forms.push_back(form);
            connect(form, &ToolForm::applied, this,
                    [this, form] { runTool(m_workspace, form->tool(), form->values(), form->text()); });
            connect(form, &ToolForm::opened, this, [this, form] {
                for (ToolForm* other : m_forms) {
                    if (other != form) other->setOpen(false);
                }
                // Once the rows have their new heights.
                QTimer::singleShot(0, form, [form] { reveal(*form); });
            });
        }
        if (group == PrepareTool::Group::Place) column->addWidget(placingHint(this));
    }
    connect(&workspace, &Workspace::currentChanged, this, &PreparePanel::refresh);
    connect(&workspace, &Workspace::selectionChanged, this, &PreparePanel::refresh);
    refresh();
}

ToolForm* PreparePanel::form(const QString& id) const {
    const auto found =
        std::find_if(m_forms.begin(), m_forms.end(), [&](ToolForm* form) { return form->tool().id == id; });
    return found == m_forms.end() ? nullptr : *found;
}

void PreparePanel::refresh() {
    const std::size_t selected = chosen(m_workspace).size();
    for (ToolForm* form : m_forms) {
        const bool enough = selected >= form->tool().leastObjects;
        form->setUsable(enough, form->tool().leastObjects > 1 ? tr("Select two or more objects first")
                                                              : tr("Select an object first"));
    }
}

} // namespace orfeas::ui
