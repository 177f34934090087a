#include "ui/panels/top_bar.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QToolButton>

#include "ui/command_list.h"
#include "ui/history/project_title.h"
#include "ui/icon.h"
#include "ui/print/verdict_badge.h"
#include "ui/verdict.h"
#include "ui/widgets/badge.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

constexpr int kRoomForWords = 1180;
constexpr int kToolsHeight = 32;

QToolButton* toolButton(QAction* action, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setDefaultAction(action);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(action->text());
    return button;
}

/// A push button that stays in step with its action.
QPushButton* pushButton(QAction* action, QWidget* parent) {
    auto* button = new QPushButton(action->text(), parent);
    const auto follow = [button, action] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
    };
    follow();
    QObject::connect(action, &QAction::changed, button, follow);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

} // namespace

TopBar::TopBar(Workspace& workspace, HistoryLink& history, CommandList& commands, QWidget* parent)
    : QFrame(parent), m_workspace(workspace), m_commands(commands), m_menus(new QMenuBar(this)),
      m_verdict(new Badge(this)) {
    setObjectName("topBar");
    setFixedHeight(44);
    buildMenus();
    auto* mark = new QLabel("Orfeas", this);
    mark->setObjectName("mark");

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 0, 12, 0);
    row->setSpacing(6);
    row->addWidget(mark);
    row->addSpacing(6);
    row->addWidget(m_menus);
    row->addSpacing(10);
    row->addWidget(new ProjectTitle(history, this));
    row->addSpacing(6);
    row->addWidget(toolButton(commands.action(CommandId::Undo), this));
    row->addWidget(toolButton(commands.action(CommandId::Redo), this));
    row->addStretch(1);
    row->addWidget(makeTools());
    row->addStretch(1);
    row->addWidget(m_verdict);
    row->addSpacing(4);
    row->addWidget(pushButton(commands.action(CommandId::OpenInSlicer), this));
    auto* write = pushButton(commands.action(CommandId::Export), this);
    write->setObjectName("primary");
    row->addWidget(write);
    m_menus->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);

    connect(&workspace, &Workspace::currentChanged, this, &TopBar::refreshVerdict);
    refreshVerdict();
}

/// What the left button does in the viewport.
QWidget* TopBar::makeTools() {
    auto* box = new QFrame(this);
    box->setObjectName("tools");
    box->setFixedHeight(kToolsHeight);
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(3, 2, 3, 2);
    row->setSpacing(2);
    for (const CommandId id : {CommandId::ToolSelect, CommandId::ToolMove, CommandId::ToolRotate,
                               CommandId::ToolScale, CommandId::ToolLayFlat}) {
        QToolButton* button = toolButton(m_commands.action(id), box);
        button->setObjectName("tool");
        m_tools << button;
        row->addWidget(button);
    }
    return box;
}

/// Words where there is room, signs where there is not.
void TopBar::resizeEvent(QResizeEvent*) {
    const bool words = width() >= kRoomForWords;
    for (QToolButton* button : m_tools)
        button->setToolButtonStyle(words ? Qt::ToolButtonTextOnly : Qt::ToolButtonIconOnly);
}

void TopBar::buildMenus() {
    QMenu* menu = nullptr;
    CommandGroup group = CommandGroup::Help;
    for (const Command& command : commands()) {
        if (!menu || command.group != group) {
            group = command.group;
            menu = m_menus->addMenu(groupTitle(group));
        }
        if (command.separatorBefore) menu->addSeparator();
        menu->addAction(m_commands.action(command.id));
        if (command.id == CommandId::ResetLayout) m_graphics = menu->addMenu(tr("Graphics card"));
        if (command.id != CommandId::Paste) continue;
        m_recent = menu->addMenu(icon("folder"), tr("Open recent"));
        m_samples = menu->addMenu(icon("picture"), tr("Samples"));
    }
}

void TopBar::refreshVerdict() {
    const project::ObjectPtr object = m_workspace.current();
    m_verdict->setVisible(object != nullptr);
    if (!object) return;
    const QString name = QString::fromStdString(object->name);
    if (const auto report = m_workspace.print().report(object->id)) {
        m_verdict->setLook(verdictBadge(report->verdict(), verdictTitle(report->verdict())));
        m_verdict->setToolTip(name + "\n" + QString::fromStdString(print::verdictSentence(*report)));
        return;
    }
    m_verdict->setLook(closedBadge(object->facts.solid(), verdictWord(object->facts)));
    m_verdict->setToolTip(name + "\n" + verdictSentence(object->facts));
}

} // namespace orfeas::ui
