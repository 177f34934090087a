// Asks how many copies, and how far apart.
#pragma once

#include <QDialog>

#include <glm/vec2.hpp>

class QLabel;

namespace orfeas::ui {

class NumberField;

class ArrayDialog : public QDialog {
    Q_OBJECT
public:
    explicit ArrayDialog(QWidget* parent);

    glm::ivec2 counts() const; ///< along X and Y, the originals included
    float gapMm() const;

private:
    void describe();

    NumberField* m_columns;
    NumberField* m_rows;
    NumberField* m_gap;
    QLabel* m_sum;
};

} // namespace orfeas::ui
