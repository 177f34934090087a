// What the program remembers between runs, in one versioned group of the user's settings file.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace orfeas::ui::preferences {

inline constexpr int kMaxRecentFiles = 12;

QByteArray windowGeometry();
QByteArray dockLayout();
void setWindow(const QByteArray& geometry, const QByteArray& layout);

/// Folders that were used last; the user's pictures or documents at first.
QString openFolder();
void setOpenFolder(const QString& folder);
QString exportFolder();
void setExportFolder(const QString& folder);
/// The name of the mesh format exported last: "3mf" at first.
QString exportFormat();
void setExportFormat(const QString& name);

/// Part of the name of the graphics card to draw with; empty: the best one.
QString graphicsCard();
void setGraphicsCard(const QString& name);

/// Bytes that networks and jobs may take of each memory; 0: as much as usual (vram::kDefaultLimit).
qulonglong memoryLimit();
void setMemoryLimit(qulonglong bytes);

/// Where projects are saved; the user's documents at first.
QString projectFolder();
void setProjectFolder(const QString& folder);
/// Newest first, without files that are gone.
QStringList recentProjects();
void addRecentProject(const QString& file);

/// Rolling copies of projects.
struct Backups {
    int keep = 5; ///< so many stay; 0: none are made
    int everyMinutes = 60;
    int maxAgeDays = 30;
};
Backups backups();
void setBackups(const Backups& backups);
/// Where a project is shared: a folder or an address; empty at first.
QString sharedPlace(const QString& project);
void setSharedPlace(const QString& project, const QString& place);

/// Pictures and meshes, newest first, without files that are gone.
QStringList recentFiles();
void addRecentFiles(const QStringList& files);
void clearRecentFiles();

} // namespace orfeas::ui::preferences
