// Asks in which unit a mesh file is when it does not say so and millimetres make it an unlikely size.
#pragma once

#include <optional>
#include <vector>

#include <QDialog>

#include "core/project/document.h"

class QButtonGroup;

namespace orfeas::ui {

class NumberField;
class Workspace;

/// One answer: what one unit of the file is, and how long the objects then are.
struct UnitChoice {
    QString name;
    double mm = 1.0;
    double longestMm = 0.0;
};

/// Nothing to ask when the file's format states the unit, or the objects are of a size that people print.
std::vector<UnitChoice> unitChoices(const std::vector<project::ObjectPtr>& imported);
/// The one with which the size is most likely meant; the first when none is.
std::size_t likelyUnit(const std::vector<UnitChoice>& choices);

/// Modal to the window; scales the objects when answered, one undo step. Put away, the file counts as millimetres.
class UnitQuestion : public QDialog {
    Q_OBJECT
public:
    UnitQuestion(Workspace& workspace, std::vector<project::ObjectPtr> imported, QWidget* parent = nullptr);

    void choose(std::size_t unit);

private:
    void take();

    Workspace& m_workspace;
    std::vector<project::ObjectPtr> m_objects;
    std::vector<UnitChoice> m_choices;
    QButtonGroup* m_group;
    NumberField* m_longest;
};

/// Asks about what comes in from now on.
void askForUnits(Workspace& workspace, QWidget* window);

} // namespace orfeas::ui
