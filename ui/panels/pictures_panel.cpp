#include "ui/panels/pictures_panel.h"

#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QVBoxLayout>

#include "ui/icon.h"
#include "ui/panels/job_delegate.h"
#include "ui/widgets/section_head.h"
#include "ui/workspace.h"

namespace orfeas::ui {

PicturesPanel::PicturesPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_head(new SectionHead(tr("Pictures"))),
      m_list(new QListView(this)),
      m_empty(new QLabel(tr("What you drop shows here while it is being made."), this)) {
    setObjectName("dockBody");
    setAttribute(Qt::WA_StyledBackground);
    m_head->setNote(tr("Drop anywhere"));
    m_list->setModel(workspace.jobs());
    auto* delegate = new JobDelegate(m_list);
    m_list->setItemDelegate(delegate);
    m_list->setMouseTracking(true);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setDragDropOverwriteMode(false);
    m_list->setDropIndicatorShown(true);
    m_list->setAccessibleName(tr("Pictures"));
    m_list->installEventFilter(this);
    m_empty->setObjectName("small");
    m_empty->setWordWrap(true);
    m_empty->setContentsMargins(14, 2, 14, 8);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_empty);
    column->addWidget(m_list, 1);

    const auto showEmpty = [this] { m_empty->setVisible(m_workspace.jobs()->rowCount() == 0); };
    connect(workspace.jobs(), &QAbstractItemModel::rowsInserted, this, showEmpty);
    connect(workspace.jobs(), &QAbstractItemModel::rowsRemoved, this, showEmpty);
    connect(workspace.jobs(), &QAbstractItemModel::dataChanged, m_list, &QListView::doItemsLayout);
    const auto showPaused = [this] {
        m_head->setNote(m_workspace.isQueuePaused() ? tr("All paused") : tr("Drop anywhere"));
    };
    connect(&workspace, &Workspace::queuePaused, this, showPaused);
    connect(m_list, &QListView::customContextMenuRequested, this, &PicturesPanel::openMenu);
    connect(m_list, &QListView::clicked, this, &PicturesPanel::show);
    connect(delegate, &JobDelegate::pressed, this,
            [this](JobDelegate::Button button, const QModelIndex& index) {
                switch (button) {
                case JobDelegate::Button::Pause:
                case JobDelegate::Button::Resume:
                    return togglePaused(index);
                case JobDelegate::Button::Retry:
                    return retry(index);
                default:
                    return cancelOrDismiss(index);
                }
            });
}

bool PicturesPanel::eventFilter(QObject* watched, QEvent* event) {
    const bool override = event->type() == QEvent::ShortcutOverride;
    if (watched != m_list || (!override && event->type() != QEvent::KeyPress)) return false;
    const int key = static_cast<QKeyEvent*>(event)->key();
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid()) return false;
    const bool moves = (static_cast<QKeyEvent*>(event)->modifiers() & Qt::AltModifier) &&
                       (key == Qt::Key_Up || key == Qt::Key_Down);
    const bool ours = key == Qt::Key_Delete || key == Qt::Key_R || key == Qt::Key_P ||
                      key == Qt::Key_Return || key == Qt::Key_Enter || moves;
    if (override) {
        if (ours) event->accept(); // these keys mean the row here, not the window's commands
        return ours;
    }
    if (key == Qt::Key_Delete) cancelOrDismiss(index);
    if (key == Qt::Key_R) retry(index);
    if (key == Qt::Key_P) togglePaused(index);
    if (moves) m_workspace.moveJob(m_workspace.jobs()->status(index).id, key == Qt::Key_Up);
    if (key == Qt::Key_Return || key == Qt::Key_Enter) show(index);
    return ours;
}

void PicturesPanel::cancelOrDismiss(const QModelIndex& index) {
    const project::JobStatus& job = m_workspace.jobs()->status(index);
    isActive(job) ? m_workspace.cancel(job.id) : m_workspace.dismiss(job.id);
}

void PicturesPanel::retry(const QModelIndex& index) {
    const project::JobStatus& job = m_workspace.jobs()->status(index);
    if (canRetry(job)) m_workspace.retry(job.id);
}

void PicturesPanel::togglePaused(const QModelIndex& index) {
    const project::JobStatus& job = m_workspace.jobs()->status(index);
    if (isActive(job)) m_workspace.setPaused(job.id, !job.paused);
}

void PicturesPanel::show(const QModelIndex& index) {
    const project::JobStatus& job = m_workspace.jobs()->status(index);
    if (job.object) m_workspace.select(job.object);
}

void PicturesPanel::addMoves(QMenu& menu, project::JobId job) {
    menu.addAction(icon("next"), tr("Make this next"), this, [this, job] { m_workspace.prioritise(job); });
    menu.addAction(tr("Earlier\tAlt+Up"), this, [this, job] { m_workspace.moveJob(job, true); });
    menu.addAction(tr("Later\tAlt+Down"), this, [this, job] { m_workspace.moveJob(job, false); });
}

void PicturesPanel::openMenu(const QPoint& position) {
    const QModelIndex index = m_list->indexAt(position);
    if (!index.isValid()) return;
    const project::JobStatus job = m_workspace.jobs()->status(index);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (job.object && m_workspace.objects()->indexOf(*job.object).isValid()) {
        menu->addAction(icon("cube"), tr("Select its object"), this,
                        [this, job] { m_workspace.select(job.object); });
    }
    if (offersEarlier(job)) {
        menu->addAction(icon("reset"),
                        tr("Use what was made of %1").arg(QString::fromStdString(job.earlier->name)), this,
                        [this, job] { m_workspace.takeEarlier(job.id); });
    }
    if (job.state == project::JobState::Waiting) addMoves(*menu, job.id);
    if (isActive(job)) {
        menu->addAction(icon(job.paused ? "play" : "pause"), job.paused ? tr("Go on\tP") : tr("Pause\tP"),
                        this, [this, job] { m_workspace.setPaused(job.id, !job.paused); });
    }
    if (isActive(job))
        menu->addAction(icon("cross"), tr("Cancel"), this, [this, job] { m_workspace.cancel(job.id); });
    if (canRetry(job))
        menu->addAction(icon("retry"), tr("Try again"), this, [this, job] { m_workspace.retry(job.id); });
    if (canDismiss(job))
        menu->addAction(icon("cross"), tr("Put away"), this, [this, job] { m_workspace.dismiss(job.id); });
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

} // namespace orfeas::ui
