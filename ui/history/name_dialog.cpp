#include "ui/history/name_dialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/project/project_session.h"

namespace orfeas::ui {

NameDialog::NameDialog(const Question& question, QWidget* parent,
                       std::function<void(const QString&)> accepted)
    : QDialog(parent), m_question(question), m_field(new QLineEdit(question.name, this)),
      m_written(new QLabel(this)), m_accept(new QPushButton(question.accept, this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(question.title);
    setModal(true);
    auto* sentence = new QLabel(question.sentence, this);
    sentence->setWordWrap(true);
    sentence->setObjectName("dim");
    m_field->setAccessibleName(question.title);
    m_field->setMaxLength(120);
    m_written->setObjectName("small");
    m_accept->setObjectName("primary");
    m_accept->setDefault(true);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_accept);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 18, 18, 18);
    column->setSpacing(10);
    column->addWidget(sentence);
    column->addWidget(m_field);
    column->addWidget(m_written);
    column->addSpacing(4);
    column->addLayout(buttons);
    setMinimumWidth(400);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_accept, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_field, &QLineEdit::textChanged, this, &NameDialog::refresh);
    connect(this, &QDialog::accepted, this, [this, accepted = std::move(accepted)] { accepted(name()); });
    refresh();
    m_field->setFocus();
    m_field->selectAll();
}

QString NameDialog::name() const {
    if (!m_question.asReference) return m_field->text().trimmed();
    return QString::fromStdString(project::refNameFor(m_field->text().toStdString()));
}

void NameDialog::refresh() {
    const QString written = name();
    const bool differs = m_question.asReference && !written.isEmpty() && written != m_field->text();
    m_written->setText(differs ? tr("Will be called %1").arg(written) : QString(" "));
    m_accept->setEnabled(m_question.mayBeEmpty || !written.isEmpty());
}

} // namespace orfeas::ui
