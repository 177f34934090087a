// Ctrl+K: every command by a few letters of its name.
#pragma once

#include <QDialog>

class QLineEdit;
class QListView;
class QSortFilterProxyModel;

namespace orfeas::ui {

class CommandList;

/// Type to narrow, arrows to choose, Enter to run, Escape to leave. Commands that cannot run now are not listed.
class CommandPalette : public QDialog {
    Q_OBJECT
public:
    explicit CommandPalette(CommandList& commands, QWidget* parent);

    /// Above the middle of its window, empty, ready to be typed into.
    void open() override;
    QLineEdit* field() const { return m_field; }
    QListView* list() const { return m_list; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void run();

    CommandList& m_commands;
    QLineEdit* m_field;
    QListView* m_list;
    QSortFilterProxyModel* m_filter;
};

} // namespace orfeas::ui
