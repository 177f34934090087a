// How much memory Orfeas may take: a setting, in gigabytes.
#pragma once

#include <QWidget>

namespace orfeas::ui {

class NumberField;

/// What is typed holds at once for the VramManager of every device, and is kept for the next run of the program. UI thread.
class MemoryLimit : public QWidget {
    Q_OBJECT
public:
    explicit MemoryLimit(QWidget* parent = nullptr);

private:
    void take();

    NumberField* m_field;
};

} // namespace orfeas::ui
