// The History tab: what undo would take back and redo would bring.
#pragma once

#include <QWidget>

class QLabel;

namespace orfeas::ui {

class Workspace;

class HistoryPanel : public QWidget {
    Q_OBJECT
public:
    explicit HistoryPanel(Workspace& workspace, QWidget* parent = nullptr);

private:
    void refresh(const QString& undo, const QString& redo);

    QLabel* m_undo;
    QLabel* m_redo;
};

} // namespace orfeas::ui
