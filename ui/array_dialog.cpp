#include "ui/array_dialog.h"

#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/text_format.h"
#include "ui/widgets/number_field.h"

namespace orfeas::ui {

ArrayDialog::ArrayDialog(QWidget* parent)
    : QDialog(parent), m_columns(new NumberField(1, 1000, 1, 0, {}, this)),
      m_rows(new NumberField(1, 1000, 1, 0, {}, this)), m_gap(new NumberField(0, 1000, 1, 1, "mm", this)),
      m_sum(new QLabel(this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Array"));
    m_columns->setValue(3);
    m_rows->setValue(3);
    m_gap->setValue(5.0);
    m_columns->setToolTip(tr("How many side by side along X, the original included"));
    m_rows->setToolTip(tr("How many behind each other along Y, the original included"));
    m_gap->setToolTip(tr("Free space between neighbours, mm"));
    m_sum->setObjectName("small");
    auto* form = new QFormLayout(this);
    form->setContentsMargins(18, 16, 18, 14);
    form->setSpacing(8);
    form->addRow(tr("Side by side (X)"), m_columns);
    form->addRow(tr("Behind each other (Y)"), m_rows);
    form->addRow(tr("Gap"), m_gap);
    form->addRow(m_sum);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* make = new QPushButton(tr("Make copies"), this);
    make->setObjectName("primary");
    make->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(make);
    form->addRow(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(make, &QPushButton::clicked, this, &QDialog::accept);
    for (NumberField* field : {m_columns, m_rows})
        connect(field, &QDoubleSpinBox::valueChanged, this, &ArrayDialog::describe);
    describe();
}

glm::ivec2 ArrayDialog::counts() const {
    return {static_cast<int>(m_columns->value()), static_cast<int>(m_rows->value())};
}

float ArrayDialog::gapMm() const {
    return static_cast<float>(m_gap->value());
}

void ArrayDialog::describe() {
    const auto all = static_cast<qulonglong>(counts().x) * static_cast<qulonglong>(counts().y);
    m_sum->setText(tr("%1 of each; the copies share its shape").arg(countText(all)));
}

} // namespace orfeas::ui
