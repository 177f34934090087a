#include "ui/panels/export_dialog.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QStackedLayout>
#include <QStandardItemModel>
#include <QUrl>

#include "ui/error_text.h"
#include "ui/icon.h"
#include "ui/panels/format_delegate.h"
#include "ui/preferences.h"
#include "ui/text_format.h"
#include "ui/theme.h"
#include "ui/widgets/section_head.h"
#include "ui/widgets/segmented_control.h"
#include "ui/widgets/switch_button.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

QString fromView(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString carriedBy(const io::MeshFormat& format) {
    QStringList parts;
    if (format.carriesColor || format.carriesTexture) parts << ExportDialog::tr("colours");
    if (format.carriesUnit) parts << ExportDialog::tr("mm");
    return parts.join(" · ");
}

/// A name a file system takes: the object's own, without what separates folders.
QString fileNameFor(const std::vector<project::ObjectPtr>& objects) {
    QString name = objects.empty() ? QString() : QString::fromStdString(objects.front()->name);
    for (const char* bad : {"/", "\\", ":"})
        name.replace(QLatin1String(bad), "-");
    return name.isEmpty() ? ExportDialog::tr("objects") : name;
}

QLabel* fieldLabel(const QString& text, QWidget* buddy, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setObjectName("dim");
    label->setBuddy(buddy);
    return label;
}

} // namespace

ExportDialog::ExportDialog(Workspace& workspace, QWidget* parent)
    : QDialog(parent), m_workspace(workspace), m_pages(new QStackedLayout(this)) {
    setWindowTitle(tr("Export"));
    setModal(true);
    m_pages->addWidget(buildForm());
    m_pages->addWidget(buildReceipt());
    setFormat(preferences::exportFormat());
    setFile(preferences::exportFolder(), fileNameFor(objects()));
    resize(780, 470);
    connect(&workspace, &Workspace::exportChanged, this, &ExportDialog::follow);
    connect(&workspace, &Workspace::exported, this, &ExportDialog::showReceipt);
    connect(m_formats->selectionModel(), &QItemSelectionModel::currentChanged, this, &ExportDialog::refresh);
    connect(m_scope, &SegmentedControl::chosen, this, &ExportDialog::refresh);
    connect(m_colors, &QAbstractButton::toggled, this, &ExportDialog::refresh);
    connect(m_name, &QLineEdit::textChanged, this, &ExportDialog::refresh);
    connect(m_folder, &QLineEdit::textChanged, this, &ExportDialog::refresh);
    refresh();
    m_name->setFocus();
    m_name->selectAll();
}

QWidget* ExportDialog::buildForm() {
    auto* page = new QWidget(this);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(18);
    columns->addWidget(buildFormats(), 2);
    columns->addWidget(buildDetails(), 3);

    auto* cancel = new QPushButton(tr("Cancel"), page);
    m_write = new QPushButton(tr("Export"), page);
    m_write->setObjectName("primary");
    m_write->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_write);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_write, &QPushButton::clicked, this, &ExportDialog::write);

    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(18, 18, 18, 18);
    column->setSpacing(14);
    column->addLayout(columns, 1);
    column->addLayout(buttons);
    return page;
}

QWidget* ExportDialog::buildFormats() {
    m_formats = new QListView(this);
    m_formats->setAccessibleName(tr("File format"));
    m_formats->setItemDelegate(new FormatDelegate(m_formats));
    m_formats->setMouseTracking(true);
    m_formats->setStyleSheet("background: transparent;");
    m_formats->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_formats->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto* model = new QStandardItemModel(m_formats);
    for (const io::MeshFormat& format : io::meshFormats()) {
        if (!format.canWrite) continue;
        auto* item = new QStandardItem(fromView(format.title));
        item->setEditable(false);
        item->setData(fromView(format.summary), FormatDelegate::SummaryRole);
        item->setData(carriedBy(format), FormatDelegate::CarriesRole);
        item->setData(fromView(format.name), FormatDelegate::NameRole);
        item->setToolTip(fromView(format.summary));
        item->setData(fromView(format.title) + ", " + fromView(format.summary), Qt::AccessibleTextRole);
        model->appendRow(item);
    }
    m_formats->setModel(model);
    return m_formats;
}

QWidget* ExportDialog::buildDetails() {
    auto* box = new QWidget(this);
    m_scope = new SegmentedControl({tr("Selected"), tr("All shown")}, box);
    m_scope->setAccessibleName(tr("What to write"));
    m_name = new QLineEdit(box);
    m_name->setAccessibleName(tr("File name"));
    m_folder = new QLineEdit(box);
    m_folder->setAccessibleName(tr("Folder"));
    auto* browse = new QPushButton(tr("Choose…"), box);
    browse->setAutoDefault(false);
    m_colors = new SwitchButton(box);
    m_colors->setChecked(true);
    m_colors->setAccessibleName(tr("Colours"));
    m_colorsNote = new QLabel(box);
    m_what = new QLabel(box);
    m_error = new QLabel(box);
    for (QLabel* label : {m_colorsNote, m_what, m_error})
        label->setWordWrap(true);
    m_colorsNote->setObjectName("small");
    m_error->setAccessibleName(tr("What went wrong"));
    connect(browse, &QPushButton::clicked, this, &ExportDialog::chooseFolder);

    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 2, 0, 0);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(1, 1);
    grid->addWidget(fieldLabel(tr("Objects"), m_scope, box), 0, 0);
    grid->addWidget(m_scope, 0, 1, 1, 2);
    grid->addWidget(fieldLabel(tr("Name"), m_name, box), 1, 0);
    grid->addWidget(m_name, 1, 1, 1, 2);
    grid->addWidget(fieldLabel(tr("Folder"), m_folder, box), 2, 0);
    grid->addWidget(m_folder, 2, 1);
    grid->addWidget(browse, 2, 2);
    grid->addWidget(fieldLabel(tr("Colours"), m_colors, box), 3, 0);
    auto* colors = new QHBoxLayout;
    colors->setSpacing(10);
    colors->addWidget(m_colors);
    colors->addWidget(m_colorsNote, 1);
    grid->addLayout(colors, 3, 1, 1, 2);
    grid->addWidget(fieldLabel(tr("Written"), m_what, box), 4, 0, Qt::AlignTop);
    grid->addWidget(m_what, 4, 1, 1, 2, Qt::AlignTop);
    grid->addWidget(m_error, 5, 0, 1, 3);
    grid->setRowStretch(6, 1);
    QWidget* previous = m_formats;
    for (QWidget* next :
         {static_cast<QWidget*>(m_scope), static_cast<QWidget*>(m_name), static_cast<QWidget*>(m_folder),
          static_cast<QWidget*>(browse), static_cast<QWidget*>(m_colors)}) {
        setTabOrder(previous, next);
        previous = next;
    }
    return box;
}

QWidget* ExportDialog::buildReceipt() {
    auto* page = new QWidget(this);
    auto* mark = new QLabel(page);
    mark->setPixmap(icon("check", theme().ok).pixmap(QSize(32, 32), devicePixelRatioF()));
    auto* title = new QLabel(tr("Written, read back and compared"), page);
    title->setObjectName("title");
    m_receiptFile = new QLabel(page);
    m_receiptFile->setWordWrap(true);
    m_receiptFile->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_receipt = new QLabel(page);
    m_receipt->setObjectName("dim");
    m_receipt->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_receipt->setWordWrap(true);

    auto* folder = new QPushButton(icon("folder"), tr("Show in folder"), page);
    m_done = new QPushButton(tr("Done"), page);
    m_done->setObjectName("primary");
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(folder);
    buttons->addStretch(1);
    buttons->addWidget(m_done);
    connect(folder, &QPushButton::clicked, this,
            [this] { QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(file()).absolutePath())); });
    connect(m_done, &QPushButton::clicked, this, &QDialog::accept);

    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(28, 28, 28, 18);
    column->setSpacing(10);
    column->addWidget(mark);
    column->addWidget(title);
    column->addWidget(m_receiptFile);
    column->addWidget(m_receipt);
    column->addStretch(1);
    column->addLayout(buttons);
    return page;
}

const io::MeshFormat& ExportDialog::format() const {
    const std::string name =
        m_formats->currentIndex().data(FormatDelegate::NameRole).toString().toStdString();
    for (const io::MeshFormat& format : io::meshFormats()) {
        if (format.name == name) return format;
    }
    return io::meshFormats().front();
}

std::vector<project::ObjectPtr> ExportDialog::objects() const {
    std::vector<project::ObjectPtr> chosen;
    const std::vector<project::ObjectId> selected = m_workspace.selectedIds();
    const bool all = selected.empty() || m_scope->currentIndex() == 1;
    for (const project::ObjectPtr& object : m_workspace.objects()->document()->objects) {
        const bool wanted =
            all ? object->visible : std::count(selected.begin(), selected.end(), object->id) > 0;
        if (wanted) chosen.push_back(object);
    }
    return chosen;
}

QString ExportDialog::file() const {
    QString name = m_name->text().trimmed();
    const QString ending = "." + fromView(format().extension);
    if (!name.endsWith(ending, Qt::CaseInsensitive)) name += ending;
    return QDir(m_folder->text().trimmed()).filePath(name);
}

void ExportDialog::setFile(const QString& folder, const QString& name) {
    m_folder->setText(QDir::toNativeSeparators(folder));
    m_name->setText(name);
}

void ExportDialog::setFormat(const QString& name) {
    const QAbstractItemModel* model = m_formats->model();
    int wanted = 0;
    for (int row = 0; row < model->rowCount(); ++row) {
        if (model->index(row, 0).data(FormatDelegate::NameRole).toString() == name) wanted = row;
    }
    m_formats->setCurrentIndex(model->index(wanted, 0));
}

void ExportDialog::refresh() {
    if (m_writing) return;
    m_scope->setEnabled(!m_workspace.selectedIds().empty());
    if (!m_scope->isEnabled()) m_scope->setCurrentIndex(1);
    const bool carries = format().carriesColor || format().carriesTexture;
    m_colors->setEnabled(carries);
    m_colorsNote->setText(!carries ? tr("%1 carries the shape alone").arg(fromView(format().title))
                          : m_colors->isChecked() ? tr("the picture's colours go along")
                                                  : tr("the shape alone"));
    std::uint64_t triangles = 0;
    for (const project::ObjectPtr& object : objects())
        triangles += object->facts.triangles;
    const auto count = objects().size();
    QString what =
        (count == 1 ? tr("1 object") : tr("%1 objects").arg(count)) + ", " + trianglesText(triangles);
    what += format().carriesUnit ? tr(", in millimetres")
                                 : tr(", in millimetres (the file itself names no unit)");
    m_what->setText(what);
    const bool named = !m_name->text().trimmed().isEmpty() && !m_folder->text().trimmed().isEmpty();
    const bool replaces = named && QFileInfo(file()).isFile();
    m_write->setText(replaces ? tr("Replace") : tr("Export"));
    m_write->setEnabled(named && count > 0);
    m_error->setObjectName("small");
    m_error->setText(replaces
                         ? tr("%1 is there already and will be replaced.").arg(QFileInfo(file()).fileName())
                         : QString());
    m_error->setStyleSheet(QString("color: %1;").arg(theme().warning.name()));
}

void ExportDialog::chooseFolder() {
    const QString chosen =
        QFileDialog::getExistingDirectory(this, tr("Folder to export to"), m_folder->text());
    if (!chosen.isEmpty()) m_folder->setText(QDir::toNativeSeparators(chosen));
}

void ExportDialog::write() {
    m_writing = true;
    m_job.reset();
    m_error->clear();
    m_write->setEnabled(false);
    m_write->setText(tr("Writing…"));
    io::WriteOptions options;
    options.colors = m_colors->isChecked() && m_colors->isEnabled();
    options.title = m_name->text().trimmed().toStdString();
    emit exportRequested(objects(), file(), options);
}

void ExportDialog::follow(const project::JobStatus& status) {
    if (!m_writing) return;
    if (!m_job) m_job = status.id;
    if (*m_job != status.id) return;
    if (status.state == project::JobState::Running)
        m_write->setText(tr("Writing… %1 %").arg(int(status.fraction * 100.0)));
    if (status.state == project::JobState::Failed && status.error) showError(errorText(*status.error));
    if (status.state == project::JobState::Cancelled) showError(tr("Stopped before the file was written."));
}

void ExportDialog::showError(const QString& text) {
    m_writing = false;
    refresh();
    m_error->setText(text);
    m_error->setStyleSheet(QString("color: %1;").arg(theme().failure.name()));
}

void ExportDialog::showReceipt(const io::Receipt& receipt) {
    if (!m_writing) return;
    preferences::setExportFolder(QFileInfo(file()).absolutePath());
    preferences::setExportFormat(fromView(format().name));
    m_receiptFile->setText(QString::fromStdString(receipt.file.string()));
    QStringList lines;
    lines << trianglesText(receipt.triangles) + " · " + bytesText(receipt.bytes);
    lines << sizeText(receipt.sizeMm) + (receipt.closed ? " · " + volumeText(receipt.volumeMm3) : QString());
    lines << (receipt.closed ? tr("Closed: a slicer can fill it")
                             : tr("Not closed: a slicer may refuse it or guess"));
    for (const auto& side : receipt.sideFiles)
        lines << tr("With it: %1").arg(QString::fromStdString(side.filename().string()));
    m_receipt->setText(lines.join("\n"));
    m_pages->setCurrentIndex(1);
    m_done->setDefault(true);
    m_done->setFocus();
}

} // namespace orfeas::ui
