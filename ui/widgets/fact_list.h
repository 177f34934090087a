// Names at the left, what is true of them at the right.
#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;

namespace orfeas::ui {

/// Values wrap and can be copied.
class FactList : public QWidget {
    Q_OBJECT
public:
    explicit FactList(QWidget* parent = nullptr);

    /// The label that shows the value; named for screen readers.
    QLabel* add(const QString& name);
    void setShown(QLabel* value, bool shown);

private:
    QGridLayout* m_grid;
};

} // namespace orfeas::ui
