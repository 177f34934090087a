#include "ui/drop_content.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFileInfo>
#include <QMimeData>
#include <QUrl>

#include "core/image/picture_file.h"
#include "core/io/mesh_format.h"

namespace orfeas::ui {
namespace {

constexpr int kMaxFilesOfFolder = 500;

QString translated(const char* text) {
    return QCoreApplication::translate("Drop", text);
}

std::filesystem::path toPath(const QString& file) {
    return std::filesystem::path(file.toStdString());
}

bool isMesh(const QString& file) {
    const io::MeshFormat* format = io::formatForPath(toPath(file));
    return format != nullptr && format->canRead;
}

QStringList namePatterns() {
    QStringList patterns;
    for (const std::string_view extension : image::pictureExtensions()) {
        patterns << "*." + QString::fromUtf8(extension.data(), static_cast<qsizetype>(extension.size()));
    }
    for (const io::MeshFormat& format : io::meshFormats()) {
        if (!format.canRead) continue;
        patterns << "*." + QString::fromUtf8(format.extension.data(),
                                             static_cast<qsizetype>(format.extension.size()));
    }
    patterns << "*.orfeas";
    return patterns;
}

QStringList filesOfFolder(const QString& folder) {
    QStringList files;
    QStringList patterns = namePatterns();
    patterns.removeAll("*.orfeas"); // a folder of projects is no drop
    QDirIterator entries(folder, patterns, QDir::Files);
    while (entries.hasNext() && files.size() < kMaxFilesOfFolder)
        files << entries.next();
    files.sort();
    return files;
}

} // namespace

QStringList DropContent::files() const {
    QStringList all;
    for (const auto* list : {&projects, &pictures, &meshes}) {
        for (const std::filesystem::path& file : *list)
            all << QString::fromStdString(file.string());
    }
    return all;
}

DropContent sortFiles(const QStringList& files) {
    QStringList all;
    for (const QString& file : files)
        all += QFileInfo(file).isDir() ? filesOfFolder(file) : QStringList(file);
    DropContent content;
    for (const QString& file : all) {
        const bool project = file.endsWith(".orfeas", Qt::CaseInsensitive);
        (project        ? content.projects
         : isMesh(file) ? content.meshes
                        : content.pictures)
            .push_back(toPath(file));
    }
    return content;
}

DropContent contentOf(const QMimeData& data) {
    QStringList files;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile()) files << url.toLocalFile();
    }
    DropContent content = sortFiles(files);
    if (content.empty()) content.image = data.hasImage();
    return content;
}

QString announce(const DropContent& content) {
    if (!content.projects.empty()) return translated("Open project");
    const int objects = static_cast<int>(content.pictures.size()) + (content.image ? 1 : 0);
    const int meshes = static_cast<int>(content.meshes.size());
    const QString make =
        objects == 1 ? translated("Make 1 object") : translated("Make %1 objects").arg(objects);
    if (meshes == 0) return make;
    if (objects == 0) return meshes == 1 ? translated("Add 1 mesh") : translated("Add %1 meshes").arg(meshes);
    return make + (meshes == 1 ? translated(", add 1 mesh") : translated(", add %1 meshes").arg(meshes));
}

QString openFilter() {
    return translated("Pictures, meshes and projects (%1)").arg(namePatterns().join(' ')) + ";;" +
           translated("All files (*)");
}

} // namespace orfeas::ui
