#include "ui/history/project_actions.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QProxyStyle>
#include <QSaveFile>
#include <QStandardPaths>

#include "ui/history/history_link.h"
#include "ui/history/name_dialog.h"
#include "ui/icon.h"
#include "ui/preferences.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

constexpr int kPicture = 96;
constexpr int kMenuPicture = 36; ///< logical pixels

/// Menus draw icons as small as the style says: in this one they are pictures.
class PictureMenuStyle : public QProxyStyle {
public:
    int pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override {
        return metric == PM_SmallIconSize ? kMenuPicture : QProxyStyle::pixelMetric(metric, option, widget);
    }
};

} // namespace

QString recentPicture(const QString& projectFile) {
    const QByteArray name = QCryptographicHash::hash(projectFile.toUtf8(), QCryptographicHash::Sha1).toHex();
    return QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + "/projects/" +
           QLatin1String(name) + ".png";
}

ProjectActions::ProjectActions(QWidget* window, Workspace& workspace, HistoryLink& link)
    : QObject(window), m_window(window), m_workspace(workspace), m_link(link) {
    connect(&link, &HistoryLink::statusChanged, this, &ProjectActions::remember);
    connect(&link, &HistoryLink::graphChanged, this, &ProjectActions::rememberPicture);
    connect(&link, &HistoryLink::thumbnailChanged, this, &ProjectActions::rememberPicture);
}

// What is being made belongs to the project that is left.
void ProjectActions::stopMaking() {
    m_workspace.cancelAll();
}

void ProjectActions::startNew() {
    stopMaking();
    m_link.session().startNew();
}

void ProjectActions::open(const QString& file) {
    stopMaking();
    preferences::setOpenFolder(QFileInfo(file).absolutePath());
    m_link.session().open(QFileInfo(file).absoluteFilePath().toStdString());
}

void ProjectActions::save() {
    const project::SessionStatus& status = m_link.status();
    if (status.untitled() || status.state == project::SaveState::ReadOnly) return saveAs();
    m_link.session().save({});
}

void ProjectActions::saveVersion() {
    const NameDialog::Question question{
        tr("Keep a version"),
        tr("What is special about it? The version is kept in the project's history."),
        {},
        tr("Keep"),
        false,
        true};
    (new NameDialog(question, m_window, [this](const QString& name) {
        m_link.session().save(name.toStdString());
    }))->open();
}

void ProjectActions::saveAs() {
    auto* dialog = new QFileDialog(m_window, tr("Save project as"), preferences::projectFolder(),
                                   tr("Orfeas projects (*.orfeas)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix("orfeas");
    QString name = QString::fromStdString(m_link.status().name);
    if (name.isEmpty() && m_workspace.objects()->rowCount() > 0)
        name = m_workspace.objects()->index(0).data().toString();
    name.replace('/', '-');
    if (!name.isEmpty()) dialog->selectFile(name + ".orfeas");
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        preferences::setProjectFolder(QFileInfo(file).absolutePath());
        m_link.session().saveAs(file.toStdString());
    });
    dialog->open();
}

void ProjectActions::fillRecentMenu(QMenu* menu) {
    if (!menu->property("pictures").toBool()) {
        auto* style = new PictureMenuStyle;
        style->setParent(menu);
        menu->setStyle(style);
        menu->setProperty("pictures", true);
    }
    for (const QString& file : preferences::recentProjects()) {
        const QImage picture(recentPicture(file));
        QAction* action = menu->addAction(
            picture.isNull() ? icon("cube") : QIcon(QPixmap::fromImage(picture)),
            QFileInfo(file).absolutePath().endsWith("/untitled")
                ? tr("Untitled, %1").arg(QFileInfo(file).lastModified().toString("d MMM HH:mm"))
                : QFileInfo(file).completeBaseName(),
            this, [this, file] { open(file); });
        action->setToolTip(file);
    }
}

void ProjectActions::remember() {
    const project::SessionStatus& status = m_link.status();
    m_window->setWindowFilePath(status.untitled() ? QString() : QString::fromStdString(status.file.string()));
    const QString name = status.untitled() ? QString() : QString::fromStdString(status.name) + "[*] – ";
    m_window->setWindowTitle(name + tr("Orfeas Studio") + (name.isEmpty() ? "[*]" : ""));
    m_window->setWindowModified(status.state == project::SaveState::Unsaved ||
                                status.state == project::SaveState::Failed);
    if (!status.file.empty()) preferences::addRecentProject(QString::fromStdString(status.file.string()));
}

void ProjectActions::rememberPicture() {
    const project::SessionStatus& status = m_link.status();
    const project::GraphVersion* tip = m_link.tip();
    if (status.file.empty() || !tip) return;
    const QString file = QString::fromStdString(status.file.string());
    const QString pictured = file + "\n" + versionKey(tip->id);
    const QImage picture = m_link.thumbnail(tip->id);
    if (pictured == m_pictured || picture.isNull()) return;
    m_pictured = pictured;
    const QString to = recentPicture(file);
    QDir().mkpath(QFileInfo(to).absolutePath());
    QSaveFile out(to); // a picture that cannot be kept is only missing in a menu
    if (out.open(QIODevice::WriteOnly) &&
        picture.scaled(kPicture, kPicture, Qt::KeepAspectRatio, Qt::SmoothTransformation).save(&out, "PNG"))
        out.commit();
}

} // namespace orfeas::ui
