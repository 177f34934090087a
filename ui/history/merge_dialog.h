// Two variants changed the same objects: which one holds?
#pragma once

#include <vector>

#include <QDialog>

#include "core/project/session_event.h"

class QGridLayout;
class QPushButton;

namespace orfeas::ui {

class SegmentedControl;

/// One row an object: what ours did, what theirs did, and the choice. Deletes itself when closed.
class MergeDialog : public QDialog {
    Q_OBJECT
public:
    MergeDialog(const project::MergeAsked& question, const QString& ours, QWidget* parent);

    project::MergeChoices choices() const;
    SegmentedControl* choiceAt(int row) const { return m_choices[static_cast<std::size_t>(row)]; }

private:
    void addRow(QGridLayout* grid, const project::MergeConflict& conflict);

    project::MergeAsked m_question;
    std::vector<SegmentedControl*> m_choices;
};

} // namespace orfeas::ui
