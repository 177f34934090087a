// What is being dropped, pasted or opened: which of it are pictures and which are meshes.
#pragma once

#include <filesystem>
#include <vector>

#include <QString>
#include <QStringList>

class QMimeData;

namespace orfeas::ui {

struct DropContent {
    std::vector<std::filesystem::path>
        pictures; ///< everything that is not a mesh by name: the content decides later
    std::vector<std::filesystem::path> meshes;
    std::vector<std::filesystem::path> projects; ///< the first one is opened
    bool image = false; ///< the data carries pixels and no local file (a browser, a paint program)

    bool empty() const { return pictures.empty() && meshes.empty() && projects.empty() && !image; }
    int count() const {
        return static_cast<int>(pictures.size() + meshes.size() + projects.size()) + (image ? 1 : 0);
    }
    QStringList files() const;
};

/// Folders stand for the pictures and meshes directly in them, at most 500.
DropContent sortFiles(const QStringList& files);
DropContent contentOf(const QMimeData& data);

/// What would happen: "Make 3 objects", "Add 2 meshes", "Make 1 object, add 2 meshes", "Open project".
QString announce(const DropContent& content);

/// For the open dialog: "Pictures, meshes and projects (*.png *.jpg …)".
QString openFilter();

} // namespace orfeas::ui
