#include "ui/history/project_dialog.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/error_text.h"
#include "ui/history/history_link.h"
#include "ui/history/project_title.h"
#include "ui/history/version_actions.h"
#include "ui/history/version_time.h"
#include "ui/icon.h"
#include "ui/preferences.h"
#include "ui/text_format.h"
#include "ui/theme.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/section_head.h"

namespace orfeas::ui {

using project::SaveState;

namespace {

constexpr int kWidth = 660;
constexpr int kBackupRows = 4;

QLabel* words(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setObjectName("small");
    label->setWordWrap(true);
    return label;
}

QHBoxLayout* rowOf(std::initializer_list<QWidget*> widgets) {
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    for (QWidget* widget : widgets)
        row->addWidget(widget);
    return row;
}

/// A section under its head, everything at the same left edge.
QVBoxLayout* section(QWidget* box, const QString& title) {
    auto* head = new SectionHead(title, box);
    head->layout()->setContentsMargins(0, 10, 0, 4);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(head);
    return column;
}

NumberField* number(int low, int high, int value, const QString& unit, const QString& name, QWidget* parent) {
    auto* field = new NumberField(low, high, 1, 0, unit, parent);
    field->setValue(value);
    field->setAccessibleName(name);
    field->setToolTip(name);
    return field;
}

QString healthText(const history::VerifyReport& report) {
    if (report.sound()) {
        return ProjectDialog::tr(
                   "Sound: every one of %1 parts in %2 versions is what it was when it was written.")
            .arg(countText(report.objects), countText(report.snapshots));
    }
    QStringList faults;
    if (!report.databaseFaults.empty()) faults << ProjectDialog::tr("the file's structure is damaged");
    if (!report.damaged.empty())
        faults << ProjectDialog::tr("%1 damaged").arg(countText(report.damaged.size()));
    if (!report.missing.empty())
        faults << ProjectDialog::tr("%1 missing").arg(countText(report.missing.size()));
    QString text =
        ProjectDialog::tr("Damaged: of %1 parts, %2.").arg(countText(report.objects), faults.join(", "));
    if (!report.quarantined.empty())
        text += " " + ProjectDialog::tr("What is damaged was set aside; nothing was deleted.");
    return text;
}

} // namespace

ProjectDialog::ProjectDialog(HistoryLink& link, VersionActions& versions, QWidget* parent)
    : QDialog(parent), m_link(link), m_versions(versions), m_facts(words({}, this)),
      m_message(new QLabel(this)), m_progress(new QProgressBar(this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Project"));
    auto* title = new QLabel(projectName(link.status()), this);
    title->setObjectName("title");
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setMinimumHeight(2 * QFontMetrics(m_message->font()).lineSpacing());
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedSize(120, 6);
    m_progress->setAccessibleName(tr("Working"));
    auto* close = new QPushButton(tr("Close"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(22, 20, 22, 18);
    column->setSpacing(4);
    column->addWidget(title);
    column->addWidget(m_facts);
    column->addWidget(buildSharing());
    column->addWidget(buildBackups());
    column->addWidget(buildHealth());
    column->addWidget(buildExchange());
    column->addSpacing(8);
    auto* bottom = rowOf({m_message, m_progress, close});
    bottom->setStretch(0, 1);
    column->addLayout(bottom);
    setFixedWidth(kWidth);
    connectLink();
    refresh();
    m_link.session().readCare();
}

QPushButton* ProjectDialog::button(const QString& text, const QString& toolTip, const char* iconName) {
    auto* made = new QPushButton(text, this);
    if (*iconName != '\0') made->setIcon(icon(iconName));
    made->setToolTip(toolTip);
    made->setAutoDefault(false);
    return made;
}

QWidget* ProjectDialog::buildSharing() {
    auto* box = new QWidget(this);
    auto* column = section(box, tr("Share"));
    m_place =
        new QLineEdit(preferences::sharedPlace(QString::fromStdString(m_link.status().file.string())), box);
    m_place->setPlaceholderText(tr("A folder that others reach, or the address of a git repository"));
    m_place->setAccessibleName(tr("Shared place"));
    m_place->setToolTip(tr("/media/studio/owls, ssh://host/path, host:path"));
    auto* choose = button(tr("Folder…"), tr("Choose a shared or synced folder, or a stick"), "folder");
    m_take = button(tr("Take in"), tr("Bring in what others sent, and merge it object by object"));
    m_send = button(tr("Send"), tr("Bring all variants and tags of this project there. Never overwrites what "
                                   "others sent: it asks to take that in first"));
    column->addWidget(
        words(tr("Both sides keep their whole history. What both changed is merged object by object, and "
                 "you choose where that cannot be."),
              box));
    auto* row = rowOf({m_place, choose, m_take, m_send});
    row->setStretch(0, 1);
    column->addLayout(row);
    connect(m_place, &QLineEdit::textChanged, this, &ProjectDialog::refresh);
    connect(choose, &QPushButton::clicked, this, &ProjectDialog::chooseFolder);
    connect(m_take, &QPushButton::clicked, this, [this] {
        keepPlace();
        emit replacing();
        m_versions.pull(m_place->text().trimmed());
    });
    connect(m_send, &QPushButton::clicked, this, [this] {
        keepPlace();
        m_link.session().push(m_place->text().trimmed().toStdString());
    });
    return box;
}

QWidget* ProjectDialog::buildBackups() {
    auto* box = new QWidget(this);
    auto* column = section(box, tr("Backups"));
    const preferences::Backups wanted = preferences::backups();
    m_keep = number(0, 1000, wanted.keep, tr("copies"), tr("So many backups stay; 0: none are made"), box);
    m_every = number(1, 10080, wanted.everyMinutes, tr("min"), tr("At most one in so many minutes"), box);
    m_maxAge = number(1, 3650, wanted.maxAgeDays, tr("days"),
                      tr("Older ones go, but never the newest, in days"), box);
    m_backUpNow = button(tr("Back up now"), tr("Make a copy of the whole project beside it"));
    auto* row = rowOf({new QLabel(tr("Keep"), box), m_keep, new QLabel(tr("every"), box), m_every,
                       new QLabel(tr("for"), box), m_maxAge});
    row->addStretch(1);
    row->addWidget(m_backUpNow);
    column->addLayout(row);
    m_backups = new QListWidget(box);
    m_backups->setAccessibleName(tr("Backups"));
    m_backups->setUniformItemSizes(true);
    m_backups->setFixedHeight(kBackupRows * 24 + 4);
    m_backups->setStyleSheet(
        QStringLiteral("QListWidget { background: %1; border: 1px solid %2; border-radius: 6px; }"
                       "QListWidget::item { padding: 3px 8px; } QListWidget::item:selected { background: %3; "
                       "color: %4; }")
            .arg(theme().background.name(), theme().line.name(), theme().selection.name(QColor::HexArgb),
                 theme().text.name()));
    m_openBackup =
        button(tr("Open a copy"), tr("Open the chosen backup as a project of its own: neither the backup "
                                     "nor this project changes"));
    auto* listed = rowOf({m_backups, m_openBackup});
    listed->setStretch(0, 1);
    listed->setAlignment(m_openBackup, Qt::AlignTop);
    column->addLayout(listed);
    for (NumberField* field : {m_keep, m_every, m_maxAge})
        connect(field, &QDoubleSpinBox::valueChanged, this, &ProjectDialog::keepPolicy);
    connect(m_backUpNow, &QPushButton::clicked, this, [this] { m_link.session().backUpNow(); });
    connect(m_openBackup, &QPushButton::clicked, this, &ProjectDialog::openBackup);
    connect(m_backups, &QListWidget::itemActivated, this, &ProjectDialog::openBackup);
    connect(m_backups, &QListWidget::itemSelectionChanged, this, &ProjectDialog::refresh);
    return box;
}

QWidget* ProjectDialog::buildHealth() {
    auto* box = new QWidget(this);
    auto* column = section(box, tr("Is it sound?"));
    m_health = words(tr("Every part carries a fingerprint of its content; a check reads all of them."), box);
    m_verify =
        button(tr("Check every part"), tr("Read everything and compare it with its fingerprint"), "check");
    m_setAside = button(tr("Set aside"), tr("Move damaged parts out of the way, so that they can be stored "
                                            "afresh. Nothing is deleted"));
    m_salvage =
        button(tr("Save what is sound…"), tr("Into a new project beside this one; this one stays as it is"));
    m_grace = number(0, 3650, 14, tr("days"), tr("Only what has been unused for so many days"), box);
    m_cleanUp =
        button(tr("Clean up"), tr("Remove parts that no version leads to, such as removed variants and "
                                  "replaced autosaves, and give their space back"));
    column->addWidget(m_health);
    auto* row = rowOf({m_verify, m_setAside, m_salvage});
    row->addStretch(1);
    row->addWidget(new QLabel(tr("unused for"), box));
    row->addWidget(m_grace);
    row->addWidget(m_cleanUp);
    column->addLayout(row);
    m_setAside->hide();
    m_salvage->hide();
    connect(m_verify, &QPushButton::clicked, this, [this] {
        m_health->setText(tr("Checking…"));
        m_link.session().verify(false);
    });
    connect(m_setAside, &QPushButton::clicked, this, [this] { m_link.session().verify(true); });
    connect(m_salvage, &QPushButton::clicked, this, &ProjectDialog::salvage);
    connect(m_cleanUp, &QPushButton::clicked, this, [this] {
        m_link.session().collectGarbage(std::chrono::hours(24 * static_cast<int>(m_grace->value())));
    });
    return box;
}

QWidget* ProjectDialog::buildExchange() {
    auto* box = new QWidget(this);
    auto* column = section(box, tr("Git"));
    m_writeGit =
        button(tr("Write a repository…"), tr("An ordinary bare git repository with every version, for "
                                             "git log, servers and scripts"));
    m_takeGit =
        button(tr("Take in a repository…"), tr("One that Orfeas wrote: its variants come into this project"));
    auto* row = rowOf({words(tr("Versions are real git commits."), box), m_writeGit, m_takeGit});
    row->setStretch(0, 1);
    column->addLayout(row);
    connect(m_writeGit, &QPushButton::clicked, this, &ProjectDialog::writeGit);
    connect(m_takeGit, &QPushButton::clicked, this, &ProjectDialog::takeGit);
    return box;
}

void ProjectDialog::connectLink() {
    connect(&m_link, &HistoryLink::careRead, this, &ProjectDialog::showCare);
    connect(&m_link, &HistoryLink::verified, this, &ProjectDialog::showHealth);
    connect(&m_link, &HistoryLink::statusChanged, this, &ProjectDialog::refresh);
    connect(&m_link, &HistoryLink::told, this, [this](const QString& text) { say(text + ".", false); });
    connect(&m_link, &HistoryLink::failed, this, [this](const Error& error) { say(errorText(error), true); });
    connect(&m_link, &HistoryLink::salvaged, this, &QDialog::close);
    connect(&m_link, &HistoryLink::choreChanged, this, [this](const QString& text) {
        m_busy = !text.isEmpty();
        if (m_busy) say(text + QStringLiteral("…"), false);
        refresh();
    });
}

QString ProjectDialog::message() const {
    return m_message->text();
}

QString ProjectDialog::health() const {
    return m_health->text();
}

void ProjectDialog::chooseFolder() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("A shared folder"), m_place->text());
    if (folder.isEmpty()) return;
    m_place->setText(QDir::toNativeSeparators(folder));
    keepPlace();
}

void ProjectDialog::keepPlace() {
    preferences::setSharedPlace(QString::fromStdString(m_link.status().file.string()),
                                m_place->text().trimmed());
}

void ProjectDialog::keepPolicy() {
    preferences::setBackups({static_cast<int>(m_keep->value()), static_cast<int>(m_every->value()),
                             static_cast<int>(m_maxAge->value())});
    m_link.session().setBackups(backupPolicy());
}

void ProjectDialog::openBackup() {
    const QListWidgetItem* item = m_backups->currentItem();
    if (!item || item->data(Qt::UserRole).isNull()) return;
    emit replacing();
    m_link.session().openBackup(item->data(Qt::UserRole).toString().toStdString());
    close();
}

void ProjectDialog::showCare(const project::CareRead& care) {
    const qsizetype versions = static_cast<qsizetype>(m_link.graph().versions.size());
    QString facts = tr("%1 versions").arg(countText(static_cast<qulonglong>(versions)));
    if (!care.file.empty()) {
        facts += " · " + bytesText(care.bytes) + " · " +
                 QDir::toNativeSeparators(QString::fromStdString(care.file.string()));
    }
    m_facts->setText(facts);
    m_backups->clear();
    for (const history::Backup& backup : care.backups) {
        auto* item = new QListWidgetItem(fullTime(QDateTime::fromSecsSinceEpoch(backup.time)) + "  ·  " +
                                             bytesText(backup.bytes),
                                         m_backups);
        item->setData(Qt::UserRole, QString::fromStdString(backup.file.string()));
        item->setToolTip(QDir::toNativeSeparators(QString::fromStdString(backup.file.string())));
    }
    if (care.backups.empty()) {
        auto* none = new QListWidgetItem(
            tr("None yet. One is made when a version is kept and an hour has passed."), m_backups);
        none->setFlags(Qt::NoItemFlags);
    }
    refresh();
}

void ProjectDialog::showHealth(const history::VerifyReport& report) {
    m_health->setText(healthText(report));
    m_setAside->setVisible(!report.damaged.empty() && report.quarantined.empty());
    m_salvage->setVisible(!report.sound());
}

void ProjectDialog::salvage() {
    emit replacing();
    m_link.session().salvage(m_link.status().file);
}

void ProjectDialog::writeGit() {
    const QString folder = QFileDialog::getExistingDirectory(
        this, tr("An empty folder, or one written before"), preferences::projectFolder());
    if (!folder.isEmpty()) m_link.session().exportGit(folder.toStdString());
}

void ProjectDialog::takeGit() {
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("A git repository"), preferences::projectFolder());
    if (folder.isEmpty()) return;
    emit replacing();
    m_link.session().importGit(folder.toStdString());
}

void ProjectDialog::say(const QString& text, bool trouble) {
    m_message->setObjectName(trouble ? "failureText" : "dim");
    m_message->setStyleSheet(trouble ? QStringLiteral("color: %1").arg(theme().failure.name()) : QString());
    m_message->setText(text);
}

void ProjectDialog::refresh() {
    const project::SessionStatus& status = m_link.status();
    const bool file = status.state != SaveState::Empty;
    const bool writable = status.state != SaveState::ReadOnly;
    const bool place = !m_place->text().trimmed().isEmpty();
    m_take->setEnabled(place && writable && !m_busy);
    m_send->setEnabled(place && file && !m_busy);
    m_backUpNow->setEnabled(file && !m_busy);
    m_openBackup->setEnabled(m_backups->currentItem() && !m_backups->selectedItems().isEmpty());
    m_verify->setEnabled(file);
    m_setAside->setEnabled(writable);
    m_cleanUp->setEnabled(file && writable);
    m_writeGit->setEnabled(file);
    m_takeGit->setEnabled(writable);
    m_progress->setVisible(m_busy);
}

} // namespace orfeas::ui
