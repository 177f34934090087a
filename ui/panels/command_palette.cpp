#include "ui/panels/command_palette.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "ui/command_list.h"
#include "ui/icon.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {

enum Role { CommandRole = Qt::UserRole + 1, KeysRole, HelpRole, SearchRole };

/// Keeps rows that hold every typed word somewhere, in any order.
class WordFilter final : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setWords(const QString& text) {
        m_words = text.split(' ', Qt::SkipEmptyParts);
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override {
        const QString text = sourceModel()->index(row, 0, parent).data(SearchRole).toString();
        return std::all_of(m_words.begin(), m_words.end(),
                           [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
    }

private:
    QStringList m_words;
};

class CommandDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, 36}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        painter->save();
        const QRectF row = QRectF(option.rect).adjusted(6, 1, -6, -1);
        if (option.state & QStyle::State_Selected) paintPanel(*painter, row, theme().raised);
        index.data(Qt::DecorationRole)
            .value<QIcon>()
            .paint(painter, QRect(option.rect.left() + 16, option.rect.center().y() - 7, 16, 16));
        const QString keys = index.data(KeysRole).toString();
        const qreal keysWidth = QFontMetricsF(uiFont(12)).horizontalAdvance(keys);
        const QString name = index.data().toString();
        const qreal nameWidth = QFontMetricsF(uiFont()).horizontalAdvance(name);
        const qreal right = row.right() - 12.0;
        paintText(*painter, QRectF(row.left() + 38, row.top(), nameWidth + 2, row.height()), name, uiFont(),
                  theme().text);
        paintText(*painter, QRectF(right - keysWidth - 1, row.top(), keysWidth + 2, row.height()), keys,
                  uiFont(12), theme().dim, Qt::AlignRight | Qt::AlignVCenter);
        const qreal helpLeft = row.left() + 38 + nameWidth + 12;
        paintText(*painter, QRectF(helpLeft, row.top(), right - keysWidth - 14 - helpLeft, row.height()),
                  index.data(HelpRole).toString(), uiFont(12), theme().faint);
        painter->restore();
    }
};

} // namespace

CommandPalette::CommandPalette(CommandList& commands, QWidget* parent)
    : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint), m_commands(commands),
      m_field(new QLineEdit(this)), m_list(new QListView(this)), m_filter(new WordFilter(this)) {
    setObjectName("popup");
    setAttribute(Qt::WA_StyledBackground);
    setWindowTitle(tr("Find a command"));
    m_field->setObjectName("bigField");
    m_field->setPlaceholderText(tr("Find a command"));
    m_field->setAccessibleName(tr("Find a command"));
    m_field->addAction(icon("search", theme().dim), QLineEdit::LeadingPosition);
    m_field->installEventFilter(this);
    m_filter->setSourceModel(new QStandardItemModel(this));
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Commands"));
    auto* divider = new QFrame(this);
    divider->setObjectName("divider");
    divider->setFixedHeight(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 6);
    column->setSpacing(0);
    column->addWidget(m_field);
    column->addWidget(divider);
    column->addSpacing(5);
    column->addWidget(m_list, 1);

    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        static_cast<WordFilter*>(m_filter)->setWords(text);
        m_list->setCurrentIndex(m_filter->index(0, 0));
    });
    connect(m_field, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
}

void CommandPalette::open() {
    fill();
    m_field->clear();
    m_list->setCurrentIndex(m_filter->index(0, 0));
    const QWidget* window = parentWidget();
    const int width = std::min(600, window->width() - 40);
    resize(width, std::min(420, window->height() - 100));
    move(window->mapToGlobal(QPoint((window->width() - width) / 2, 72)));
    show();
    m_field->setFocus();
}

void CommandPalette::fill() {
    auto* model = static_cast<QStandardItemModel*>(m_filter->sourceModel());
    model->clear();
    for (const Command& command : commands()) {
        const QAction* action = m_commands.action(command.id);
        if (!action->isEnabled() || command.id == CommandId::Commands) continue;
        auto* item = new QStandardItem(action->icon(), action->text());
        item->setData(static_cast<int>(command.id), CommandRole);
        item->setData(action->shortcut().toString(QKeySequence::NativeText), KeysRole);
        item->setData(action->statusTip(), HelpRole);
        item->setData(groupTitle(command.group) + " " + action->text() + " " + action->statusTip(),
                      SearchRole);
        item->setEditable(false);
        model->appendRow(item);
    }
}

void CommandPalette::run() {
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid()) return;
    QAction* action = m_commands.action(static_cast<CommandId>(index.data(CommandRole).toInt()));
    close();
    // After the popup has gone, so that a dialog opened by the command gets the focus.
    QMetaObject::invokeMethod(action, &QAction::trigger, Qt::QueuedConnection);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_field || event->type() != QEvent::KeyPress) return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    const int rows = m_filter->rowCount();
    int step = 0;
    if (key == Qt::Key_Down) step = 1;
    if (key == Qt::Key_Up) step = -1;
    if (key == Qt::Key_PageDown) step = 8;
    if (key == Qt::Key_PageUp) step = -8;
    if (step == 0 || rows == 0) return false;
    const int row = std::clamp(m_list->currentIndex().row() + step, 0, rows - 1);
    m_list->setCurrentIndex(m_filter->index(row, 0));
    return true;
}

} // namespace orfeas::ui
