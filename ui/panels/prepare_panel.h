// The tools of the Shape tab that get the selected object ready for the printer.
#pragma once

#include <functional>
#include <vector>

#include <QWidget>

#include "core/base/result.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

class QDoubleSpinBox;
class QPushButton;

namespace orfeas::ui {

class ObjectRepair;
class Workspace;

/// One tool: a name, what it does in words, its settings with unit and range, and the function on the mesh. The form is
/// built from these.
struct PrepareTool {
    struct Setting {
        QString name;
        QString help;
        QString unit;
        double least = 0.0;
        double most = 1.0;
        double usual = 0.0;
        int decimals = 1;
    };
    using Work = std::function<Result<mesh::Mesh>(const mesh::Mesh&, const std::vector<double>&,
                                                  const jobs::JobContext&)>;
    QString name; ///< "Hollow": also the button
    QString objectName;
    QString summary; ///< tooltip of the button
    std::vector<Setting> settings;
    Work work;
};

const std::vector<PrepareTool>& prepareTools();

class PreparePanel : public QWidget {
    Q_OBJECT
public:
    explicit PreparePanel(Workspace& workspace, QWidget* parent = nullptr);

private:
    QWidget* formOf(const PrepareTool& tool);
    void run(const PrepareTool& tool, const std::vector<double>& values);
    void refresh();

    Workspace& m_workspace;
    ObjectRepair* m_repair;
    QPushButton* m_repairButton;
    std::vector<QPushButton*> m_buttons;
};

} // namespace orfeas::ui
