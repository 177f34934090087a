#include "ui/panels/shortcut_sheet.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/command_list.h"
#include "ui/widgets/section_head.h"

namespace orfeas::ui {
namespace {

void addKeys(QGridLayout* grid, int row, const QStringList& keys, const QString& text) {
    auto* left = new QWidget;
    auto* line = new QHBoxLayout(left);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    for (const QString& key : keys) {
        auto* label = new QLabel(key);
        label->setObjectName("key");
        line->addWidget(label);
    }
    line->addStretch(1);
    auto* name = new QLabel(text);
    name->setObjectName("dim");
    grid->addWidget(left, row, 0);
    grid->addWidget(name, row, 1);
}

QWidget* section(const QString& title, const QList<QPair<QStringList, QString>>& rows) {
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(new SectionHead(title));
    auto* grid = new QGridLayout;
    grid->setContentsMargins(14, 0, 14, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(5);
    grid->setColumnStretch(1, 1);
    for (int row = 0; row < rows.size(); ++row)
        addKeys(grid, row, rows[row].first, rows[row].second);
    column->addLayout(grid);
    return box;
}

QList<QPair<QStringList, QString>> keysOf(CommandGroup group) {
    QList<QPair<QStringList, QString>> rows;
    for (const Command& command : commands()) {
        if (command.group != group || shortcutsOf(command).isEmpty()) continue;
        QStringList keys;
        for (const QKeySequence& key : shortcutsOf(command)) {
            keys << key.toString(QKeySequence::NativeText);
        }
        rows.append({keys, QCoreApplication::translate("Command", command.text).remove(QChar(0x2026))});
    }
    return rows;
}

} // namespace

ShortcutSheet::ShortcutSheet(QWidget* parent) : QDialog(parent, Qt::Popup | Qt::FramelessWindowHint) {
    setObjectName("popup");
    setAttribute(Qt::WA_StyledBackground);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Shortcuts"));
    auto* columns = new QHBoxLayout(this);
    columns->setContentsMargins(8, 4, 8, 14);
    columns->setSpacing(6);
    const auto addColumn = [columns](const QList<QWidget*>& sections) {
        auto* column = new QVBoxLayout;
        column->setSpacing(4);
        for (QWidget* part : sections)
            column->addWidget(part);
        column->addStretch(1);
        columns->addLayout(column);
    };
    addColumn(
        {section(tr("Viewport"), {{{tr("Middle drag")}, tr("Turn")},
                                  {{tr("Left drag")}, tr("Turn")},
                                  {{tr("Shift"), tr("Middle drag")}, tr("Slide")},
                                  {{tr("Right drag")}, tr("Slide")},
                                  {{tr("Wheel")}, tr("Nearer and farther, at the cursor")},
                                  {{tr("Click")}, tr("Select")},
                                  {{tr("Shift"), tr("Click")}, tr("Select more")},
                                  {{tr("Shift"), tr("Left drag")}, tr("Select all in a box")},
                                  {{tr("Ctrl"), tr("Left drag")}, tr("Take a box out of the selection")},
                                  {{tr("Ctrl"), tr("Drag a handle")}, tr("In steps")},
                                  {{tr("Arrow keys")}, tr("Turn")},
                                  {{"+", "-"}, tr("Nearer, farther")},
                                  {{tr("Tab")}, tr("Hide or show all panels")},
                                  {{tr("Esc")}, tr("Select nothing")}}),
         section(groupTitle(CommandGroup::Help), keysOf(CommandGroup::Help))});
    addColumn({section(groupTitle(CommandGroup::Object), keysOf(CommandGroup::Object))});
    addColumn({section(groupTitle(CommandGroup::View), keysOf(CommandGroup::View))});
    addColumn({section(groupTitle(CommandGroup::File), keysOf(CommandGroup::File)),
               section(groupTitle(CommandGroup::Edit), keysOf(CommandGroup::Edit))});
    adjustSize();
    const QWidget* window = parent;
    move(window->mapToGlobal(QPoint((window->width() - width()) / 2, (window->height() - height()) / 2)));
}

void ShortcutSheet::keyPressEvent(QKeyEvent*) {
    close();
}

} // namespace orfeas::ui
