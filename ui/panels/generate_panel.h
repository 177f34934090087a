// How an object is made: the chosen generator's declared settings.
#pragma once

#include <vector>

#include <QWidget>

#include "core/generate/setting.h"

class QGridLayout;
class QLabel;

namespace orfeas::ui {

class ChoiceBox;
class RunAdvice;
class SectionHead;
class SettingField;
class Workspace;

/// Built from SettingSpecs; a change makes the selected object again with live preview, or sets what the next picture
/// is made with. Double-click on a label (or its menu) goes back to the default.
class GeneratePanel : public QWidget {
    Q_OBJECT
public:
    explicit GeneratePanel(Workspace& workspace, QWidget* parent = nullptr);

    /// Networks are listed while there are weights for them.
    void listGenerators();

private:
    struct Row {
        QLabel* label;
        SettingField* field;
    };
    void refresh();
    void rebuild(const std::string& generator);
    void addRow(const generate::SettingSpec& spec, int place);
    void chooseGenerator(int index);
    void takeEdit(const SettingField& field);
    void resetField(SettingField& field);
    void showValues(const generate::Settings& values);

    Workspace& m_workspace;
    SectionHead* m_head;
    QLabel* m_nothing; ///< for objects that no generator made
    QWidget* m_form;
    QGridLayout* m_grid;
    ChoiceBox* m_generators;
    QLabel* m_summary;
    RunAdvice* m_advice;
    std::string m_built; ///< the generator whose rows stand
    std::vector<Row> m_rows;
};

} // namespace orfeas::ui
