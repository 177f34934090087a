#include "ui/history/merge_dialog.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>

#include "ui/widgets/segmented_control.h"

namespace orfeas::ui {

using project::MergeChoice;

namespace {

QLabel* dimLabel(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setObjectName("dim");
    label->setWordWrap(true);
    return label;
}

QString nameOf(const project::MergeConflict& conflict) {
    return QString::fromStdString(conflict.ours.name.empty() ? conflict.theirs.name : conflict.ours.name);
}

} // namespace

MergeDialog::MergeDialog(const project::MergeAsked& question, const QString& ours, QWidget* parent)
    : QDialog(parent), m_question(question) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Merge %1").arg(QString::fromStdString(question.theirs)));
    setModal(true);
    const int count = static_cast<int>(question.conflicts.size());
    auto* title = new QLabel(count == 1 ? tr("Both variants changed the same object")
                                        : tr("Both variants changed the same objects"),
                             this);
    title->setObjectName("title");
    auto* sentence = dimLabel(
        tr("Everything else is merged. Choose for each; what you leave out stays in its variant's history."),
        this);

    auto* rows = new QWidget;
    auto* grid = new QGridLayout(rows);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(18);
    grid->setVerticalSpacing(10);
    grid->addWidget(dimLabel(tr("Object"), rows), 0, 0);
    grid->addWidget(dimLabel(tr("In %1 (here)").arg(ours), rows), 0, 1);
    grid->addWidget(dimLabel(tr("In %1").arg(QString::fromStdString(question.theirs)), rows), 0, 2);
    grid->addWidget(dimLabel(tr("Take"), rows), 0, 3);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(2, 1);
    for (const project::MergeConflict& conflict : question.conflicts)
        addRow(grid, conflict);
    grid->setRowStretch(count + 1, 1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(rows);

    auto* cancel = new QPushButton(tr("Cancel"), this);
    auto* accept = new QPushButton(tr("Merge"), this);
    accept->setObjectName("primary");
    accept->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(accept);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 18, 18, 18);
    column->setSpacing(12);
    column->addWidget(title);
    column->addWidget(sentence);
    column->addWidget(scroll, 1);
    column->addLayout(buttons);
    resize(720, 210 + 40 * std::min(count, 8));
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(accept, &QPushButton::clicked, this, &QDialog::accept);
}

void MergeDialog::addRow(QGridLayout* grid, const project::MergeConflict& conflict) {
    const int row = static_cast<int>(m_choices.size()) + 1;
    QWidget* parent = grid->parentWidget();
    const QString name = nameOf(conflict);
    auto* label = new QLabel(name, parent);
    label->setObjectName("strong");
    auto* choice = new SegmentedControl({tr("Here"), tr("Theirs"), tr("Both")}, parent);
    choice->setAccessibleName(tr("What to take of %1").arg(name));
    choice->setToolTip(tr("Both: this one stays, the other is added beside it"));
    grid->addWidget(label, row, 0);
    grid->addWidget(new QLabel(QString::fromStdString(conflict.ours.text()), parent), row, 1);
    grid->addWidget(new QLabel(QString::fromStdString(conflict.theirs.text()), parent), row, 2);
    grid->addWidget(choice, row, 3);
    m_choices.push_back(choice);
}

project::MergeChoices MergeDialog::choices() const {
    constexpr MergeChoice kOrder[] = {MergeChoice::Ours, MergeChoice::Theirs, MergeChoice::Both};
    project::MergeChoices choices;
    for (std::size_t row = 0; row < m_choices.size(); ++row)
        choices.objects[m_question.conflicts[row].object] = kOrder[m_choices[row]->currentIndex()];
    return choices;
}

} // namespace orfeas::ui
