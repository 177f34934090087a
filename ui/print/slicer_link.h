// "Open in slicer": finds one on this machine and hands it what is shown.
#pragma once

#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include "core/project/core_event.h"

namespace orfeas::ui {

class Workspace;

/// A slicer and how it is started.
struct Slicer {
    QString title;   ///< "PrusaSlicer"
    QString program; ///< found on the path
    QStringList arguments;
};

/// Those of the known slicers that are installed, in order of preference: PrusaSlicer, OrcaSlicer, Bambu Studio, Cura;
/// as a program on the path, else as a Flatpak.
std::vector<Slicer> installedSlicers();

/// Owner: the Print tab. Writes a 3MF into a folder of its own, which lives as long as this, and starts the slicer with
/// it. What goes wrong is said in the message bar. UI thread.
class SlicerLink : public QObject {
    Q_OBJECT
public:
    explicit SlicerLink(Workspace& workspace, QObject* parent = nullptr);

    void open();

private:
    void start(const io::Receipt& receipt);

    Workspace& m_workspace;
    QTemporaryDir m_folder;
    int m_count = 0;
    std::optional<Slicer> m_slicer;
    QString m_waitingFor; ///< the file that is being written; empty: none
};

} // namespace orfeas::ui
