#include "ui/main_window.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QStatusBar>
#include <QTabBar>
#include <QTreeView>
#include <QVBoxLayout>

#include "core/base/version.h"
#include "ui/activity/activity_dialog.h"
#include "ui/file_actions.h"
#include "ui/graphics_menu.h"
#include "ui/history/history_desk.h"
#include "ui/history/history_panel.h"
#include "ui/history/project_actions.h"
#include "ui/look_actions.h"
#include "ui/models_dialog.h"
#include "ui/object_actions.h"
#include "ui/panels/command_palette.h"
#include "ui/panels/generate_panel.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/objects_panel.h"
#include "ui/panels/origin_panel.h"
#include "ui/panels/pictures_panel.h"
#include "ui/panels/shape_panel.h"
#include "ui/panels/shortcut_sheet.h"
#include "ui/panels/side_panel.h"
#include "ui/panels/status_line.h"
#include "ui/panels/top_bar.h"
#include "ui/preferences.h"
#include "ui/print/print_panel.h"
#include "ui/print/unit_question.h"
#include "ui/viewport/viewport_pane.h"
#include "ui/viewport/viewport_window.h"
#include "ui/widgets/section_head.h"

namespace orfeas::ui {
namespace {

constexpr int kLeftWidth = 268;
constexpr int kRightWidth = 324;

} // namespace

MainWindow::MainWindow()
    : m_commands(new CommandList(this)), m_topBar(new TopBar(m_workspace, m_history, *m_commands)) {
    setWindowTitle(tr("Orfeas Studio"));
    setAcceptDrops(true);
    setMinimumSize(1024, 600);
    setDockOptions(QMainWindow::AnimatedDocks | QMainWindow::AllowNestedDocks);
    setMenuWidget(m_topBar);
    buildCentre();
    buildDocks();
    connectCommands();
    connectProject();
    connectViewCommands();
    connectWorkspace();
    connectDrops();
    resize(1280, 800);
    m_standardLayout = saveState();
    restoreGeometry(preferences::windowGeometry());
    restoreState(preferences::dockLayout());
    refreshCommands();
}

MainWindow::~MainWindow() = default;

void MainWindow::start(const QStringList& files, const QString& graphicsCard) {
    m_viewport->start(graphicsCard);
    // Not before: what a crash left is opened first, and what comes in then is added to it.
    connect(m_desk, &HistoryDesk::began, this, [this, files] {
        m_workspace.restoreQueue();
        if (!files.isEmpty()) m_workspace.openFiles(files);
    });
    m_desk->start(files);
}

QString MainWindow::message() const {
    return m_messages->text();
}

void MainWindow::buildCentre() {
    auto* centre = new QWidget(this);
    centre->setObjectName("centre");
    m_viewport = new ViewportPane(m_workspace, centre);
    m_messages = new MessageBar(centre);
    m_files = new FileActions(this, m_workspace, *m_viewport);
    m_desk = new HistoryDesk(this, m_workspace, m_history, *m_viewport);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_viewport, 1);
    column->addWidget(m_messages);
    setCentralWidget(centre);
    m_status = new StatusLine(m_workspace, this);
    auto* bar = new QStatusBar(this);
    bar->setSizeGripEnabled(false);
    bar->setContentsMargins(0, 0, 0, 0);
    bar->layout()->setContentsMargins(0, 0, 0, 0);
    bar->addPermanentWidget(m_status, 1);
    setStatusBar(bar);
}

void MainWindow::buildDocks() {
    m_pictures = new PicturesPanel(m_workspace);
    m_objects = new ObjectsPanel(m_workspace);
    buildSide();
    addDock("pictures", tr("Pictures"), m_pictures->head(), m_pictures, Qt::LeftDockWidgetArea);
    addDock("objects", tr("Objects"), m_objects->head(), m_objects, Qt::LeftDockWidgetArea);
    addDock("make", tr("Right side"), m_side->strip(), m_side, Qt::RightDockWidgetArea);
    arrangeDocks();
}

void MainWindow::buildSide() {
    m_side = new SidePanel;
    auto* make = new QWidget;
    auto* column = new QVBoxLayout(make);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_generate = new GeneratePanel(m_workspace, make);
    column->addWidget(m_generate);
    column->addWidget(new OriginPanel(m_workspace, make));
    column->addStretch(1);
    const std::pair<CommandId, QWidget*> pages[] = {
        {CommandId::TabMake, make},
        {CommandId::TabShape, new ShapePanel(m_workspace)},
        {CommandId::TabPrint, m_print = new PrintPanel(m_workspace)},
        {CommandId::TabHistory, m_desk->panel()}};
    for (const auto& [id, page] : pages) {
        const QAction* action = m_commands->action(id);
        m_side->addPage(action->text(), action->toolTip(), page);
    }
}

QDockWidget* MainWindow::addDock(const QString& name, const QString& title, QWidget* head, QWidget* body,
                                 Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setTitleBarWidget(head);
    dock->setWidget(body);
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetFloatable |
                      QDockWidget::DockWidgetClosable);
    dock->setMinimumWidth(area == Qt::LeftDockWidgetArea ? 200 : 280);
    addDockWidget(area, dock);
    m_docks.append(dock);
    return dock;
}

void MainWindow::arrangeDocks() {
    setCorner(Qt::TopLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::TopRightCorner, Qt::RightDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    resizeDocks({m_docks[0], m_docks[2]}, {kLeftWidth, kRightWidth}, Qt::Horizontal);
    resizeDocks({m_docks[0], m_docks[1]}, {1, 1}, Qt::Vertical);
}

// --- commands

void MainWindow::connectCommands() {
    const auto on = [this](CommandId id, auto function) {
        connect(m_commands->action(id), &QAction::triggered, this, function);
    };
    on(CommandId::Open, [this] { m_files->open(); });
    on(CommandId::Paste, [this] { m_files->paste(); });
    on(CommandId::Export, [this] { m_files->exportObjects(); });
    on(CommandId::OpenInSlicer, [this] { m_print->openInSlicer(); });
    on(CommandId::Repair, [this] {
        m_commands->action(CommandId::TabPrint)->trigger();
        m_print->startRepair();
    });
    on(CommandId::Models, [this] {
        auto* dialog = new ModelsDialog(this);
        connect(dialog, &ModelsDialog::modelsChanged, m_generate, &GeneratePanel::listGenerators);
        dialog->open();
    });
    on(CommandId::Quit, [this] { close(); });
    on(CommandId::Undo, [this] { m_workspace.undo(); });
    on(CommandId::Redo, [this] { m_workspace.redo(); });
    on(CommandId::Rename, [this] { m_objects->renameCurrent(); });
    on(CommandId::ToggleVisible, [this] { m_workspace.toggleSelectedVisible(); });
    on(CommandId::ToggleLocked, [this] { m_workspace.toggleSelectedLocked(); });
    on(CommandId::Group, [this] { m_workspace.groupSelected(); });
    on(CommandId::Ungroup, [this] { m_workspace.ungroupSelected(); });
    on(CommandId::SelectInverse, [this] { m_workspace.selection().invert(); });
    on(CommandId::Remove, [this] { m_workspace.removeSelected(); });
    on(CommandId::SelectAll, [this] { m_workspace.selection().all(); });
    on(CommandId::SelectNone, [this] { m_workspace.select(std::nullopt); });
    on(CommandId::PauseJobs, [this](bool checked) { m_workspace.setQueuePaused(checked); });
    connect(&m_workspace, &Workspace::queuePaused, m_commands->action(CommandId::PauseJobs),
            &QAction::setChecked);
    on(CommandId::CancelJobs, [this] { m_workspace.cancelAll(); });
    on(CommandId::Activity, [this] { (new ActivityDialog(this))->open(); });
    on(CommandId::About, [this] { about(); });
    on(CommandId::Shortcuts, [this] { (new ShortcutSheet(this))->show(); });
    on(CommandId::Commands, [this] {
        if (!m_palette) m_palette = new CommandPalette(*m_commands, this);
        m_palette->open();
    });
    connect(m_topBar->recentMenu(), &QMenu::aboutToShow, m_files, [this] {
        m_topBar->recentMenu()->clear();
        m_desk->projects().fillRecentMenu(m_topBar->recentMenu());
        m_files->fillRecentMenu(m_topBar->recentMenu());
    });
    connect(m_topBar->graphicsMenu(), &QMenu::aboutToShow, this,
            [this] { fillGraphicsMenu(m_topBar->graphicsMenu(), m_viewport->graphics().adapters()); });
    connect(m_topBar->samplesMenu(), &QMenu::aboutToShow, m_files,
            [this] { m_files->fillSamplesMenu(m_topBar->samplesMenu()); });
    connect(m_objects, &ObjectsPanel::menuRequested, this, &MainWindow::showObjectMenu);
}

void MainWindow::connectProject() {
    const auto on = [this](CommandId id, void (ProjectActions::*function)()) {
        connect(m_commands->action(id), &QAction::triggered, &m_desk->projects(), function);
    };
    on(CommandId::New, &ProjectActions::startNew);
    on(CommandId::Save, &ProjectActions::save);
    on(CommandId::SaveVersion, &ProjectActions::saveVersion);
    on(CommandId::SaveAs, &ProjectActions::saveAs);
    connect(m_commands->action(CommandId::Project), &QAction::triggered, m_desk, &HistoryDesk::showProject);
    connect(m_desk, &HistoryDesk::compared, m_commands->action(CommandId::TabHistory), &QAction::trigger);
    connect(m_desk, &HistoryDesk::told, this,
            [this](const QString& text) { m_messages->show(MessageBar::Kind::Information, text); });
}

void MainWindow::connectViewCommands() {
    const auto on = [this](CommandId id, auto function) {
        connect(m_commands->action(id), &QAction::triggered, this, function);
    };
    on(CommandId::FrameSelection, [this] { m_viewport->frameSelection(); });
    on(CommandId::FrameAll, [this] { m_viewport->frameAll(); });
    const std::pair<CommandId, render::StandardView> views[] = {
        {CommandId::ViewFront, render::StandardView::Front},
        {CommandId::ViewBack, render::StandardView::Back},
        {CommandId::ViewRight, render::StandardView::Right},
        {CommandId::ViewLeft, render::StandardView::Left},
        {CommandId::ViewTop, render::StandardView::Top},
        {CommandId::ViewBottom, render::StandardView::Bottom}};
    for (const auto& [id, view] : views)
        on(id, [this, to = view] { m_viewport->turnTo(to); });
    on(CommandId::Projection, [this](bool checked) { m_viewport->setOrthographic(checked); });
    on(CommandId::Panels, [this](bool checked) { setPanelsVisible(checked); });
    int page = 0;
    for (const CommandId id :
         {CommandId::TabMake, CommandId::TabShape, CommandId::TabPrint, CommandId::TabHistory}) {
        on(id, [this, at = page++] { m_side->showPage(at); });
    }
    on(CommandId::NextRegion, [this] { focusNextRegion(); });
    on(CommandId::FullScreen, [this](bool checked) { checked ? showFullScreen() : showNormal(); });
    on(CommandId::ResetLayout, [this] {
        restoreState(m_standardLayout);
        arrangeDocks();
        setPanelsVisible(true);
    });
    m_commands->action(CommandId::Panels)->setChecked(true);
    connect(m_viewport, &ViewportPane::openRequested, m_files, &FileActions::open);
    connect(m_viewport, &ViewportPane::sampleRequested, m_files, &FileActions::openSample);
    connect(m_viewport, &ViewportPane::cancelRequested, this, [this] { m_workspace.cancelAll(); });
    connect(m_viewport, &ViewportPane::keepRequested, this, [this] { m_workspace.keepRunning(); });
    new ObjectActions(this, m_workspace, *m_commands, *m_viewport);
    new LookActions(this, m_workspace, *m_commands, *m_viewport);
    connect(m_viewport, &ViewportPane::panelsToggled, m_commands->action(CommandId::Panels),
            &QAction::trigger);
    connect(m_viewport, &ViewportPane::frameDrawn, this, [this](const render::FrameStatistics& frame) {
        m_status->setRenderer(QString::fromStdString(frame.rendererName), frame.software, frame.frameMs);
        m_status->setHeap(frame);
    });
    connect(m_viewport, &ViewportPane::unavailable, this,
            [this] { m_status->setRendererText(tr("no 3D view")); });
}

void MainWindow::connectWorkspace() {
    connect(&m_workspace, &Workspace::message, this,
            [this](const QString& text) { m_messages->show(MessageBar::Kind::Failure, text); });
    connect(&m_workspace, &Workspace::told, this,
            [this](const QString& text) { m_messages->show(MessageBar::Kind::Information, text); });
    connect(&m_workspace, &Workspace::undoChanged, this, [this](const QString& undo, const QString& redo) {
        m_commands->action(CommandId::Undo)->setEnabled(!undo.isEmpty());
        m_commands->action(CommandId::Redo)->setEnabled(!redo.isEmpty());
        m_commands->setDetail(CommandId::Undo, undo);
        m_commands->setDetail(CommandId::Redo, redo);
    });
    for (const auto signal :
         {&Workspace::selectionChanged, &Workspace::currentChanged, &Workspace::jobsChanged}) {
        connect(&m_workspace, signal, this, &MainWindow::refreshCommands);
    }
    m_commands->action(CommandId::Undo)->setEnabled(false);
    m_commands->action(CommandId::Redo)->setEnabled(false);
    askForUnits(m_workspace, this);
}

void MainWindow::connectDrops() {
    m_drops.watch(this);
    connect(m_viewport, &ViewportPane::windowCreated, &m_drops, &DropTarget::watch);
    connect(&m_drops, &DropTarget::hovering, this, [this](const QString& text) {
        m_viewport->announceDrop(text);
        m_status->setHint(text);
    });
    connect(&m_drops, &DropTarget::filesDropped, this,
            [this](const QStringList& files) { m_workspace.openFiles(files); });
    connect(&m_drops, &DropTarget::imageDropped, this,
            [this](const QImage& image) { m_files->openImage(image, tr("Dropped picture")); });
}

void MainWindow::refreshCommands() {
    const bool selected = !m_workspace.selectedIds().empty();
    const bool any = m_workspace.objects()->objectCount() > 0;
    for (const CommandId id :
         {CommandId::Rename, CommandId::ToggleVisible, CommandId::ToggleLocked, CommandId::Group,
          CommandId::Ungroup, CommandId::Remove, CommandId::SelectNone}) {
        m_commands->action(id)->setEnabled(selected);
    }
    m_commands->action(CommandId::Export)->setEnabled(any);
    m_commands->action(CommandId::OpenInSlicer)->setEnabled(any);
    m_commands->action(CommandId::Repair)->setEnabled(m_workspace.current() != nullptr);
    m_commands->action(CommandId::SelectAll)->setEnabled(any);
    m_commands->action(CommandId::SelectInverse)->setEnabled(any);
    m_commands->action(CommandId::CancelJobs)->setEnabled(m_workspace.jobs()->activeCount() > 0);
}

// --- window

void MainWindow::setPanelsVisible(bool visible) {
    for (QDockWidget* dock : m_docks)
        dock->setVisible(visible);
    m_commands->action(CommandId::Panels)->setChecked(visible);
}

void MainWindow::focusNextRegion() {
    QList<QWidget*> regions{m_viewport->focusTarget()};
    for (QWidget* region :
         {static_cast<QWidget*>(m_pictures->list()), static_cast<QWidget*>(m_objects->tree()),
          static_cast<QWidget*>(m_side->tabs())}) {
        if (region->isVisible()) regions << region;
    }
    const QWidget* now = QApplication::focusWidget();
    qsizetype at = 0;
    for (qsizetype index = 0; index < regions.size(); ++index) {
        if (regions[index] == now || regions[index]->isAncestorOf(now)) at = index;
    }
    regions[(at + 1) % regions.size()]->setFocus(Qt::TabFocusReason);
}

void MainWindow::showObjectMenu(const QPoint& position) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const CommandId id :
         {CommandId::FrameSelection, CommandId::Rename, CommandId::ToggleVisible, CommandId::ToggleLocked,
          CommandId::Group, CommandId::Ungroup, CommandId::DropToBed, CommandId::Duplicate, CommandId::Array,
          CommandId::MirrorX, CommandId::MakeUnique, CommandId::Remove, CommandId::Export}) {
        menu->addAction(m_commands->action(id));
    }
    menu->popup(position);
}

void MainWindow::about() {
    const auto version = orfeas::version();
    auto* box = new QMessageBox(this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("About Orfeas"));
    box->setText(tr("Orfeas Studio %1")
                     .arg(QString::fromUtf8(version.data(), static_cast<qsizetype>(version.size()))));
    box->setInformativeText(
        tr("Turns a picture into a printable object on your own computer.\nGPL-3.0-or-later"));
    box->open();
}

bool MainWindow::event(QEvent* event) {
    const bool handled = QMainWindow::event(event);
    if (event->type() == QEvent::Paint && !m_painted) {
        m_painted = true;
        // Queued behind the flush of this very paint.
        QMetaObject::invokeMethod(this, &MainWindow::firstPainted, Qt::QueuedConnection);
    }
    return handled;
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_workspace.jobs()->activeCount() > 0) {
        const auto answer =
            QMessageBox::question(this, tr("Orfeas Studio"),
                                  tr("Something is still being made. Stop and close? What is left is gone on "
                                     "with at the next start."),
                                  QMessageBox::Close | QMessageBox::Cancel, QMessageBox::Cancel);
        if (answer != QMessageBox::Close) return event->ignore();
    }
    preferences::setWindow(saveGeometry(), saveState());
    event->accept();
}

} // namespace orfeas::ui
