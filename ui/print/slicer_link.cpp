#include "ui/print/slicer_link.h"

#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

struct KnownSlicer {
    const char* title;
    QStringList programs;
    const char* flatpak;
};

const std::vector<KnownSlicer>& knownSlicers() {
    static const std::vector<KnownSlicer> slicers{
        {"PrusaSlicer", {"prusa-slicer", "PrusaSlicer"}, "com.prusa3d.PrusaSlicer"},
        {"OrcaSlicer", {"orca-slicer", "OrcaSlicer"}, "io.github.softfever.OrcaSlicer"},
        {"Bambu Studio", {"bambu-studio", "BambuStudio"}, "com.bambulab.BambuStudio"},
        {"Cura", {"cura", "UltiMaker-Cura"}, "com.ultimaker.cura"}};
    return slicers;
}

bool hasFlatpak(const QString& name) {
    const QStringList roots{"/var/lib/flatpak/app/",
                            QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                                "/flatpak/app/"};
    return std::any_of(roots.begin(), roots.end(),
                       [&](const QString& root) { return QFileInfo(root + name).isDir(); });
}

} // namespace

std::vector<Slicer> installedSlicers() {
    std::vector<Slicer> found;
    for (const KnownSlicer& known : knownSlicers()) {
        QString program;
        for (const QString& name : known.programs) {
            if (program.isEmpty()) program = QStandardPaths::findExecutable(name);
        }
        if (!program.isEmpty()) {
            found.push_back({known.title, program, {}});
        } else if (hasFlatpak(known.flatpak)) {
            found.push_back({known.title, "flatpak", {"run", "--file-forwarding", known.flatpak, "@@"}});
        }
    }
    return found;
}

SlicerLink::SlicerLink(Workspace& workspace, QObject* parent) : QObject(parent), m_workspace(workspace) {
    connect(&workspace, &Workspace::exported, this, &SlicerLink::start);
    connect(&workspace, &Workspace::exportChanged, this, [this](const project::JobStatus& status) {
        if (m_waitingFor.isEmpty() || status.name != QFileInfo(m_waitingFor).fileName().toStdString()) return;
        if (status.state != project::JobState::Failed) return;
        m_waitingFor.clear();
        m_workspace.say(status.error ? QString::fromStdString(status.error->userText)
                                     : tr("The file was not written."));
    });
}

void SlicerLink::open() {
    const std::vector<Slicer> slicers = installedSlicers();
    if (slicers.empty()) {
        m_workspace.say(
            tr("No slicer was found. Install PrusaSlicer, OrcaSlicer, Bambu Studio or Cura, or use Export."));
        return;
    }
    m_slicer = slicers.front();
    std::vector<project::ObjectId> shown;
    for (const project::ObjectPtr& object : m_workspace.objects()->document()->objects) {
        if (object->visible) shown.push_back(object->id);
    }
    if (shown.empty()) return m_workspace.say(tr("Nothing is shown that could be sliced."));
    m_waitingFor = m_folder.filePath(QString("orfeas-%1.3mf").arg(++m_count));
    m_workspace.exportObjects(shown, m_waitingFor, {});
}

void SlicerLink::start(const io::Receipt& receipt) {
    if (m_waitingFor.isEmpty() || QString::fromStdString(receipt.file.string()) != m_waitingFor) return;
    QStringList arguments = m_slicer->arguments;
    arguments << m_waitingFor;
    if (!m_slicer->arguments.isEmpty()) arguments << "@@";
    m_waitingFor.clear();
    if (!QProcess::startDetached(m_slicer->program, arguments))
        m_workspace.say(tr("%1 could not be started.").arg(m_slicer->title));
}

} // namespace orfeas::ui
