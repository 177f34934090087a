#include "ui/history/history_panel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedLayout>
#include <QTimer>
#include <QToolButton>

#include "ui/history/history_link.h"
#include "ui/history/history_model.h"
#include "ui/history/timeline_bar.h"
#include "ui/history/version_actions.h"
#include "ui/history/version_delegate.h"
#include "ui/icon.h"
#include "ui/widgets/choice_box.h"

namespace orfeas::ui {
namespace {

constexpr int kTickMs = 30'000;

QToolButton* headButton(const char* iconName, const QString& text, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setToolTip(text);
    button->setAccessibleName(text.section('\n', 0, 0));
    return button;
}

} // namespace

HistoryPanel::HistoryPanel(HistoryLink& link, VersionActions& actions, QWidget* parent)
    : QWidget(parent), m_link(link), m_actions(actions), m_model(new HistoryModel(link, this)),
      m_pages(new QStackedLayout(this)), m_variants(new ChoiceBox(this)), m_search(new QLineEdit(this)),
      m_list(new QListView(this)), m_empty(new QLabel(this)), m_timeline(new TimelineBar(link, this)) {
    m_pages->setContentsMargins(0, 0, 0, 0);
    m_pages->addWidget(buildList());
    connectAll();
    fillVariants();
    refresh();
}

QWidget* HistoryPanel::buildHead() {
    auto* head = new QWidget(this);
    m_variants->setAccessibleName(tr("Variant"));
    m_variants->setToolTip(tr("Variant\nThe line of versions that new ones are added to"));
    auto* keep = headButton("save", tr("Keep a version (Ctrl+S)\nWith a name of your own"), head);
    auto* more = headButton("more", tr("Variant\nRename or remove it, merge another one into it"), head);
    connect(keep, &QToolButton::clicked, this, &HistoryPanel::saveRequested);
    connect(more, &QToolButton::clicked, this,
            [this, more] { m_actions.showVariantMenu(more->mapToGlobal(QPoint(0, more->height()))); });
    m_search->setPlaceholderText(tr("Search versions"));
    m_search->setAccessibleName(tr("Search versions"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon("search"), QLineEdit::LeadingPosition);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    row->addWidget(m_variants, 1);
    row->addWidget(more);
    row->addWidget(keep);
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(14, 12, 14, 8);
    column->setSpacing(6);
    column->addLayout(row);
    column->addWidget(m_search);
    return head;
}

QWidget* HistoryPanel::buildButtons() {
    auto* buttons = new QWidget(this);
    m_restore = new QPushButton(tr("Go back to this"), buttons);
    m_restore->setToolTip(tr("Make this version the working one again (Enter looks first)\nNothing is "
                             "deleted: it is added on top"));
    m_compare = new QPushButton(tr("Compare"), buttons);
    m_branch = new QPushButton(tr("Variant…"), buttons);
    m_branch->setToolTip(tr("Start a variant from this version"));
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(14, 8, 14, 4);
    row->setSpacing(6);
    row->addWidget(m_restore, 3);
    row->addWidget(m_compare, 2);
    row->addWidget(m_branch, 2);
    return buttons;
}

QWidget* HistoryPanel::buildList() {
    auto* page = new QWidget(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new VersionDelegate(m_list));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->setAccessibleName(tr("Versions"));
    m_list->installEventFilter(this);
    m_empty->setObjectName("small");
    m_empty->setWordWrap(true);
    m_empty->setContentsMargins(14, 4, 14, 8);
    auto* line = new QFrame(page);
    line->setObjectName("divider");
    line->setFixedHeight(1);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 4);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(m_empty);
    column->addWidget(m_list, 1);
    column->addWidget(line);
    column->addWidget(buildButtons());
    column->addWidget(m_timeline);
    return page;
}

void HistoryPanel::connectAll() {
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& words) {
        m_model->setSearch(words);
        refresh();
    });
    connect(m_variants, &QComboBox::activated, this, [this](int index) {
        const QString variant = m_variants->itemText(index);
        if (variant != m_model->currentVariant()) m_actions.switchTo(variant);
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &HistoryPanel::refresh);
    connect(m_list, &QListView::doubleClicked, this, [this](const QModelIndex& index) {
        const HistoryModel::Row& row = m_model->row(index);
        row.isWork ? emit lookAtNow() : m_actions.look(row.version.id);
    });
    connect(m_list, &QListView::customContextMenuRequested, this, [this](const QPoint& position) {
        const QModelIndex index = m_list->indexAt(position);
        if (index.isValid() && !m_model->row(index).isWork)
            m_actions.showMenu(m_model->row(index).version.id, m_list->viewport()->mapToGlobal(position));
    });
    connect(m_restore, &QPushButton::clicked, this, [this] { m_actions.restore(selected().front()); });
    connect(m_branch, &QPushButton::clicked, this, [this] { m_actions.newVariant(selected().front()); });
    connect(m_compare, &QPushButton::clicked, this, [this] {
        const auto versions = selected();
        versions.size() == 2 ? m_actions.compare(versions[0], versions[1])
                             : m_actions.compareWithNow(versions[0]);
    });
    connect(m_timeline, &TimelineBar::lookAt, &m_actions, &VersionActions::look);
    connect(m_timeline, &TimelineBar::lookAtNow, this, &HistoryPanel::lookAtNow);
    connect(&m_link, &HistoryLink::graphChanged, this, [this] {
        fillVariants();
        refresh();
    });
    connect(&m_link, &HistoryLink::statusChanged, this, &HistoryPanel::refresh);
    connect(&m_link, &HistoryLink::found, this, &HistoryPanel::refresh);
    auto* tick = new QTimer(this);
    tick->start(kTickMs);
    connect(tick, &QTimer::timeout, m_model, &HistoryModel::tick);
}

std::vector<history::ObjectId> HistoryPanel::selected() const {
    std::vector<history::ObjectId> versions;
    for (const QModelIndex& index : m_list->selectionModel()->selectedIndexes()) {
        if (!m_model->row(index).isWork) versions.push_back(m_model->row(index).version.id);
    }
    return versions;
}

void HistoryPanel::fillVariants() {
    const QSignalBlocker quiet(m_variants);
    m_variants->clear();
    QStringList names;
    for (const project::GraphVersion& version : m_link.graph().versions) {
        for (const std::string& variant : version.variants)
            names << QString::fromStdString(variant);
    }
    if (names.isEmpty()) names << "main";
    names.sort();
    for (const QString& name : names)
        m_variants->addItem(icon("branch"), name);
    m_variants->setCurrentText(m_model->currentVariant());
}

void HistoryPanel::refresh() {
    const std::vector<history::ObjectId> versions = selected();
    const bool writable = m_link.status().state != project::SaveState::ReadOnly;
    m_restore->setEnabled(versions.size() == 1 && writable);
    m_branch->setEnabled(versions.size() == 1 && writable);
    m_compare->setEnabled(versions.size() == 1 || versions.size() == 2);
    m_compare->setToolTip(
        versions.size() == 2
            ? tr("Compare the two chosen versions")
            : tr("Compare this version with now\nCtrl-click a second one to compare the two"));
    const int rows = m_model->rowCount();
    m_empty->setVisible(rows == 0);
    m_empty->setText(
        m_model->searching()
            ? tr("No version matches.")
            : tr("Versions appear here by themselves: when an object is made, repaired, added or exported, "
                 "and when you press Ctrl+S."));
}

bool HistoryPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const QModelIndex index = m_list->currentIndex();
        if (index.isValid() && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
            emit m_list->doubleClicked(index);
            return true;
        }
        if (index.isValid() && key->key() == Qt::Key_F2 && !m_model->row(index).isWork) {
            m_actions.name(m_model->row(index).version.id);
            return true;
        }
        if (key->key() == Qt::Key_Escape) emit lookAtNow();
    }
    return QWidget::eventFilter(watched, event);
}

void HistoryPanel::showPage(QWidget* page) {
    if (page && m_pages->indexOf(page) < 0) m_pages->addWidget(page);
    m_pages->setCurrentWidget(page ? page : m_pages->widget(0));
}

void HistoryPanel::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

} // namespace orfeas::ui
