#include "ui/file_actions.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QImage>
#include <QMenu>
#include <QMimeData>
#include <QPointer>
#include <QThreadPool>

#include "ui/drop_content.h"
#include "ui/error_text.h"
#include "ui/panels/export_dialog.h"
#include "ui/picture_convert.h"
#include "ui/preferences.h"
#include "ui/samples.h"
#include "ui/viewport/viewport_pane.h"

namespace orfeas::ui {

FileActions::FileActions(QWidget* window, Workspace& workspace, ViewportPane& viewport)
    : QObject(window), m_window(window), m_workspace(workspace), m_viewport(viewport) {}

void FileActions::fillRecentMenu(QMenu* menu) {
    for (const QString& file : preferences::recentFiles()) {
        QAction* action = menu->addAction(QFileInfo(file).fileName(), this,
                                          [this, file] { m_workspace.openFiles({file}); });
        action->setToolTip(file);
    }
    if (menu->isEmpty()) {
        menu->addAction(tr("Nothing yet"))->setEnabled(false);
        return;
    }
    menu->addSeparator();
    menu->addAction(tr("Forget these"), this, [] { preferences::clearRecentFiles(); });
}

void FileActions::fillSamplesMenu(QMenu* menu) {
    menu->clear();
    for (std::size_t index = 0; index < samples().size(); ++index) {
        menu->addAction(samples()[index].title, this, [this, index] { openSample(static_cast<int>(index)); });
    }
}

void FileActions::open() {
    auto* dialog = new QFileDialog(m_window, tr("Open pictures, meshes or a project"),
                                   preferences::openFolder(), openFilter());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) {
        preferences::setOpenFolder(QFileInfo(files.first()).absolutePath());
        m_workspace.openFiles(files);
    });
    dialog->open();
}

void FileActions::paste() {
    const QMimeData* clip = QApplication::clipboard()->mimeData();
    const DropContent content = clip ? contentOf(*clip) : DropContent();
    if (content.empty()) return m_workspace.say(tr("There is no picture on the clipboard."));
    if (content.image) return openImage(qvariant_cast<QImage>(clip->imageData()), tr("Pasted picture"));
    m_workspace.openFiles(content.files());
}

void FileActions::openImage(const QImage& image, const QString& name) {
    QThreadPool::globalInstance()->start([self = QPointer(this), image, name] {
        auto picture = toPicture(image);
        QMetaObject::invokeMethod(
            qApp,
            [self, picture, name] {
                if (self && picture) self->m_workspace.openPicture(picture, name);
            },
            Qt::QueuedConnection);
    });
}

void FileActions::openSample(int index) {
    const auto at = static_cast<std::size_t>(index);
    loadSample(at, this, [this, at](const Result<std::shared_ptr<const image::Picture>>& picture) {
        picture.ok() ? m_workspace.openPicture(picture.value(), samples()[at].fileName)
                     : m_workspace.say(errorText(picture.error()));
    });
}

void FileActions::exportObjects() {
    auto* dialog = new ExportDialog(m_workspace, m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::exportRequested, this, &FileActions::write);
    dialog->open();
}

void FileActions::write(const std::vector<project::ObjectPtr>& objects, const QString& file,
                        const io::WriteOptions& options) {
    std::vector<project::ObjectId> ids;
    for (const project::ObjectPtr& object : objects)
        ids.push_back(object->id);
    m_viewport.grabThumbnail(objects,
                             [this, ids, file, options](std::shared_ptr<const image::Picture> picture) {
                                 io::WriteOptions complete = options;
                                 complete.thumbnail = std::move(picture);
                                 m_workspace.exportObjects(ids, file, complete);
                             });
}

} // namespace orfeas::ui
