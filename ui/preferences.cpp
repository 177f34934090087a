#include "ui/preferences.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>
#include <QVariant>

namespace orfeas::ui::preferences {
namespace {

/// Rises when a stored value changes its meaning (docks with other names, for instance).
constexpr const char* kGroup = "studio-1/";

QVariant read(const char* key, const QVariant& standard = {}) {
    return QSettings().value(QLatin1String(kGroup) + QLatin1String(key), standard);
}

void write(const char* key, const QVariant& value) {
    QSettings().setValue(QLatin1String(kGroup) + QLatin1String(key), value);
}

QString existingFolder(const char* key, QStandardPaths::StandardLocation standard) {
    const QString stored = read(key).toString();
    if (!stored.isEmpty() && QFileInfo(stored).isDir()) return stored;
    const QString location = QStandardPaths::writableLocation(standard);
    return QFileInfo(location).isDir() ? location : QDir::homePath();
}

} // namespace

QByteArray windowGeometry() {
    return read("window/geometry").toByteArray();
}
QByteArray dockLayout() {
    return read("window/layout").toByteArray();
}
void setWindow(const QByteArray& geometry, const QByteArray& layout) {
    write("window/geometry", geometry);
    write("window/layout", layout);
}

QString openFolder() {
    return existingFolder("folders/open", QStandardPaths::PicturesLocation);
}
void setOpenFolder(const QString& folder) {
    write("folders/open", folder);
}
QString exportFolder() {
    return existingFolder("folders/export", QStandardPaths::DocumentsLocation);
}
void setExportFolder(const QString& folder) {
    write("folders/export", folder);
}
qulonglong memoryLimit() {
    return read("memory/limit", 0).toULongLong();
}
void setMemoryLimit(qulonglong bytes) {
    write("memory/limit", bytes);
}

QString exportFormat() {
    return read("export/format", "3mf").toString();
}
void setExportFormat(const QString& name) {
    write("export/format", name);
}

QString graphicsCard() {
    return read("graphics/card").toString();
}
void setGraphicsCard(const QString& name) {
    write("graphics/card", name);
}

QString projectFolder() {
    return existingFolder("folders/project", QStandardPaths::DocumentsLocation);
}
void setProjectFolder(const QString& folder) {
    write("folders/project", folder);
}
QStringList recentProjects() {
    QStringList files = read("recent-projects").toStringList();
    files.removeIf([](const QString& file) { return !QFileInfo::exists(file); });
    return files;
}
void addRecentProject(const QString& file) {
    QStringList all = recentProjects();
    if (!all.isEmpty() && all.first() == file) return;
    all.removeAll(file);
    all.prepend(file);
    write("recent-projects", all.mid(0, kMaxRecentFiles));
}

Backups backups() {
    const Backups standard;
    return {read("backups/keep", standard.keep).toInt(),
            read("backups/every-minutes", standard.everyMinutes).toInt(),
            read("backups/max-age-days", standard.maxAgeDays).toInt()};
}
void setBackups(const Backups& backups) {
    write("backups/keep", backups.keep);
    write("backups/every-minutes", backups.everyMinutes);
    write("backups/max-age-days", backups.maxAgeDays);
}

QString sharedPlace(const QString& project) {
    return read("shared-places").toMap().value(project).toString();
}
void setSharedPlace(const QString& project, const QString& place) {
    QVariantMap places = read("shared-places").toMap();
    if (place.isEmpty())
        places.remove(project);
    else
        places[project] = place;
    write("shared-places", places);
}

QStringList recentFiles() {
    QStringList files = read("recent-files").toStringList();
    files.removeIf([](const QString& file) { return !QFileInfo::exists(file); });
    return files;
}
void addRecentFiles(const QStringList& files) {
    QStringList all = recentFiles();
    for (const QString& file : files) {
        const QString path = QFileInfo(file).absoluteFilePath();
        all.removeAll(path);
        all.prepend(path);
    }
    write("recent-files", all.mid(0, kMaxRecentFiles));
}
void clearRecentFiles() {
    write("recent-files", QStringList());
    write("recent-projects", QStringList());
}

} // namespace orfeas::ui::preferences
