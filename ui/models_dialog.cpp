#include "ui/models_dialog.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPointer>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollArea>
#include <QThreadPool>
#include <QVBoxLayout>

#include "core/inference/machine_fit.h"
#include "core/inference/precision_survey.h"
#include "ui/error_text.h"
#include "ui/icon.h"
#include "ui/memory_limit.h"
#include "ui/text_format.h"
#include "ui/theme.h"

namespace orfeas::ui {
namespace {

QString precisionText(inference::Precision precision) {
    switch (precision) {
    case inference::Precision::Float32:
        return ModelsDialog::tr("float32, exact");
    case inference::Precision::BFloat16:
        return ModelsDialog::tr("bfloat16");
    case inference::Precision::Int8:
        return ModelsDialog::tr("int8 weights");
    }
    return {};
}

QString fitText(const inference::PrecisionFit& fit) {
    if (!fit.fits) return ModelsDialog::tr("more than this machine should give");
    if (fit.precision == inference::Precision::BFloat16)
        return fit.fast ? ModelsDialog::tr("fits, and about twice as fast here")
                        : ModelsDialog::tr("fits, but slow: this processor lacks it");
    return ModelsDialog::tr("fits");
}

QString machineText(const inference::Machine& machine) {
    return ModelsDialog::tr("This machine: %1 cores, %2 of memory, %3")
        .arg(machine.cores)
        .arg(bytesText(machine.memoryBytes),
             machine.hasBFloat16 ? ModelsDialog::tr("bfloat16") : ModelsDialog::tr("no bfloat16"));
}

QString row(const QString& name, const QString& value) {
    return QStringLiteral("<tr><td style='padding:2px 14px 2px 0;color:#8f96a3'>%1</td><td>%2</td></tr>")
        .arg(name.toHtmlEscaped(), value.toHtmlEscaped());
}

QString percent(double share, int decimals) {
    return QLocale().toString(100.0 * share, 'f', decimals) + QStringLiteral(" %");
}

// What the precision costs in exactness, where that was measured.
QString measureText(const inference::PrecisionMeasure& measure) {
    const QString time = ModelsDialog::tr("%1 s a picture").arg(QLocale().toString(measure.seconds, 'f', 1));
    if (measure.precision == inference::Precision::Float32) return time;
    return ModelsDialog::tr("%1 · density off by %2, %3 of the box on the wrong side%4")
        .arg(time, percent(measure.error.density, 2), percent(measure.error.wrongSide, 3),
             withinBounds(measure.error) ? QString() : ModelsDialog::tr(": too much to choose it unasked"));
}

QString automaticText(const std::vector<inference::PrecisionMeasure>& measures,
                      const inference::Machine& machine) {
    if (measures.empty()) return ModelsDialog::tr("float32, until Measure has shown what the others change");
    return inference::chooseNetworkPrecision(measures, machine) == inference::Precision::BFloat16
               ? ModelsDialog::tr("bfloat16, exact enough here")
               : ModelsDialog::tr("float32");
}

// A folder's name, as the registry takes it; free among `models`.
std::string freeName(const QString& folder, const std::vector<inference::ModelRecord>& models) {
    QString base = QFileInfo(QDir(folder).absolutePath()).fileName();
    base.replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9._-]")), QStringLiteral("-"));
    while (base.startsWith(QLatin1Char('.')))
        base.remove(0, 1);
    base = base.left(48);
    if (base.isEmpty()) base = QStringLiteral("triposr");
    const auto taken = [&](const QString& name) {
        for (const inference::ModelRecord& model : models) {
            if (model.name == name.toStdString()) return true;
        }
        return false;
    };
    QString name = base;
    for (int k = 2; taken(name); ++k)
        name = QStringLiteral("%1-%2").arg(base).arg(k);
    return name.toStdString();
}

} // namespace

ModelsDialog::ModelsDialog(QWidget* parent) : QDialog(parent) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Models"));
    auto* title = new QLabel(tr("Networks on this machine"), this);
    title->setObjectName("title");
    auto* sentence =
        new QLabel(tr("A network reconstructs the whole object, the back included: what the picture does not "
                      "show is its guess. It runs here; pictures stay where they are."),
                   this);
    sentence->setObjectName("dim");
    sentence->setWordWrap(true);
    m_message = new QLabel(this);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_progress = new QProgressBar(this);
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(6);
    m_cancel = new QPushButton(tr("Stop"), this);
    auto* working = new QHBoxLayout;
    working->setSpacing(10);
    m_progress->setFixedWidth(180);
    m_message->setMinimumHeight(
        2 * m_message->fontMetrics().lineSpacing()); // nothing moves when there is more to say
    m_message->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    working->addWidget(m_message, 1);
    working->addWidget(m_progress);
    working->addWidget(m_cancel);
    auto* close = new QPushButton(tr("Close"), this);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(16);
    columns->addWidget(buildList(), 2);
    columns->addWidget(buildDetails(), 3);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    for (QPushButton* button : {m_add, m_use, m_check, m_measure, m_remove})
        buttons->addWidget(button);
    buttons->addStretch(1);
    buttons->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(22, 20, 22, 18);
    column->setSpacing(12);
    column->addWidget(title);
    column->addWidget(sentence);
    column->addLayout(columns, 1);
    column->addWidget(m_help);
    column->addWidget(new MemoryLimit(this));
    column->addLayout(working);
    column->addLayout(buttons);
    resize(820, 680);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_stop.request_stop(); });
    reload();
}

ModelsDialog::~ModelsDialog() {
    m_stop.request_stop();
}

QString ModelsDialog::message() const {
    return m_message->text();
}

QWidget* ModelsDialog::buildList() {
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Models"));
    m_list->setIconSize({18, 18});
    m_list->setStyleSheet(QStringLiteral("QListWidget::item { padding: 6px; border-radius: 5px; }"
                                         "QListWidget::item:selected { background: %1; color: %2; }")
                              .arg(theme().selection.name(QColor::HexArgb), theme().text.name()));
    connect(m_list, &QListWidget::currentRowChanged, this, &ModelsDialog::showDetails);
    m_add = new QPushButton(icon("folder"), tr("Add a folder…"), this);
    m_add->setObjectName("primary");
    m_add->setToolTip(tr("Check the weights in a folder and keep a copy of them"));
    m_use = new QPushButton(tr("Use"), this);
    m_use->setToolTip(tr("Make this the network that the generator TripoSR runs"));
    m_check = new QPushButton(tr("Check"), this);
    m_check->setToolTip(tr("Read every value, and compare with what was added"));
    m_measure = new QPushButton(tr("Measure"), this);
    m_measure->setToolTip(
        tr("Run it once in each precision and compare: then the precision Automatic takes the "
           "fastest that is exact enough"));
    m_remove = new QPushButton(icon("trash"), tr("Remove"), this);
    m_remove->setToolTip(tr("Delete Orfeas' copy of the weights; the folder it came from stays"));
    connect(m_add, &QPushButton::clicked, this, &ModelsDialog::chooseFolder);
    connect(m_use, &QPushButton::clicked, this, [this] {
        const auto chosen = inference::chooseModel(current()->name);
        if (!chosen.ok()) return say(errorText(chosen.error()), true);
        reload();
        emit modelsChanged();
    });
    connect(m_check, &QPushButton::clicked, this, [this] {
        start(tr("Checking %1").arg(QString::fromStdString(current()->name)),
              [name = current()->name](const jobs::JobContext& context) -> Result<std::string> {
                  ORFEAS_TRY(record, inference::checkModel(name, context));
                  return tr("%1 is sound: every value is a number, and they are those that were added.")
                      .arg(QString::fromStdString(record.name))
                      .toStdString();
              });
    });
    connect(m_measure, &QPushButton::clicked, this, [this] {
        start(tr("Measuring %1").arg(QString::fromStdString(current()->name)),
              [name = current()->name](const jobs::JobContext& context) -> Result<std::string> {
                  ORFEAS_TRY(measures, inference::measureModel(name, "auto", context));
                  const QString choice = automaticText(measures, inference::thisMachine());
                  return tr("Measured. Automatic now means %1.").arg(choice).toStdString();
              });
    });
    m_remove->setText(tr("Remove it"));
    m_remove->setMinimumWidth(m_remove->sizeHint().width() + 8); // for its longer text, so that nothing moves
    m_remove->setText(tr("Remove"));
    connect(m_remove, &QPushButton::clicked, this, &ModelsDialog::remove);
    return m_list;
}

QWidget* ModelsDialog::buildDetails() {
    m_details = new QLabel(this);
    m_details->setTextFormat(Qt::RichText);
    m_details->setWordWrap(true);
    m_details->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_details->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* scrolled = new QScrollArea(this);
    scrolled->setWidgetResizable(true);
    scrolled->setFrameShape(QFrame::NoFrame);
    scrolled->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scrolled->setAccessibleName(tr("What is known of the model"));
    scrolled->setWidget(m_details);
    m_help = new QLabel(
        tr("Weights are not part of Orfeas, and it opens no connection to fetch them. The published TripoSR "
           "weights (MIT licence) are stabilityai/TripoSR on huggingface.co: take config.yaml and model.ckpt "
           "(1.7 GB) into one folder and add that. Where there is no network, bring the folder on any disk."),
        this);
    m_help->setObjectName("small");
    m_help->setWordWrap(true);
    m_help->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return scrolled;
}

const inference::ModelRecord* ModelsDialog::current() const {
    const int row = m_list->currentRow();
    return row >= 0 && row < int(m_models.size()) ? &m_models[std::size_t(row)] : nullptr;
}

void ModelsDialog::reload() {
    const int before = m_list->currentRow();
    auto models = inference::listModels();
    m_models = models.ok() ? *std::move(models) : std::vector<inference::ModelRecord>{};
    if (!models.ok()) say(errorText(models.error()), true);
    const std::string chosen = inference::chosenModel();
    m_list->clear();
    int used = 0;
    for (const inference::ModelRecord& model : m_models) {
        const bool isUsed = model.name == chosen;
        if (isUsed) used = m_list->count();
        auto* item =
            new QListWidgetItem(QString::fromStdString(model.name) + (isUsed ? tr(" · used") : QString()));
        item->setIcon(icon(isUsed ? "check" : "cube"));
        m_list->addItem(item);
    }
    m_list->setCurrentRow(before >= 0 && before < m_list->count() ? before : used);
    showDetails();
}

void ModelsDialog::showDetails() {
    const inference::ModelRecord* model = current();
    m_asked.clear();
    m_remove->setText(tr("Remove"));
    for (QPushButton* button : {m_use, m_check, m_measure, m_remove})
        button->setEnabled(model && !m_busy);
    m_add->setEnabled(!m_busy);
    m_progress->setVisible(m_busy);
    m_cancel->setVisible(m_busy);
    const inference::Machine machine = inference::thisMachine();
    if (!model) {
        m_details->setText(QStringLiteral("<p>%1</p><p>%2</p>")
                               .arg(tr("No network has been added yet.").toHtmlEscaped(),
                                    machineText(machine).toHtmlEscaped()));
        return;
    }
    if (model->name == inference::chosenModel()) m_use->setEnabled(false);
    QString rows =
        row(tr("Network"), QStringLiteral("TripoSR")) + row(tr("Parameters"), countText(model->parameters)) +
        row(tr("Weights"), bytesText(model->bytes)) +
        row(tr("Licence"), tr("as its publisher says; the published weights: MIT")) +
        row(tr("Kept in"), QDir::toNativeSeparators(QString::fromStdString(model->folder.string()))) +
        row(tr("SHA-256"), QString::fromStdString(model->sha256.substr(0, 16)) + QStringLiteral("…"));
    const std::vector<inference::PrecisionMeasure> measures = inference::keptMeasures(model->folder);
    QString fits;
    for (const inference::PrecisionFit& fit : inference::fitOf(*model, machine)) {
        fits += row(precisionText(fit.precision), tr("%1 · %2").arg(bytesText(fit.bytes), fitText(fit)));
        for (const inference::PrecisionMeasure& measure : measures) {
            if (measure.precision == fit.precision) fits += row(QString(), measureText(measure));
        }
    }
    fits += row(tr("Automatic"), automaticText(measures, machine));
    m_details->setText(QStringLiteral("<table>%1</table><p>%2</p><table>%3</table>")
                           .arg(rows, machineText(machine).toHtmlEscaped(), fits));
}

// Asks by changing the button: pressing it once more removes, anything else does not.
void ModelsDialog::remove() {
    const QString name = QString::fromStdString(current()->name);
    if (m_asked != current()->name) {
        m_asked = current()->name;
        m_remove->setText(tr("Remove it"));
        return say(tr("Orfeas' copy of %1 (%2) will be deleted; press again to do so.")
                       .arg(name, bytesText(current()->bytes)),
                   true);
    }
    const auto removed = inference::removeModel(current()->name);
    say(removed.ok() ? tr("%1 was removed.").arg(name) : errorText(removed.error()), !removed.ok());
    reload();
    emit modelsChanged();
}

void ModelsDialog::chooseFolder() {
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("A folder with weights"), QDir::homePath());
    if (!folder.isEmpty()) addFolder(folder);
}

void ModelsDialog::addFolder(const QString& folder) {
    start(tr("Adding %1").arg(QDir(folder).dirName()),
          [path = folder.toStdString(),
           name = freeName(folder, m_models)](const jobs::JobContext& context) -> Result<std::string> {
              ORFEAS_TRY(record, inference::addModel(path, name, context));
              return tr("%1 was added.").arg(QString::fromStdString(record.name)).toStdString();
          });
}

void ModelsDialog::start(const QString& what, Work work) {
    if (m_busy) return;
    m_busy = true;
    m_stop = std::stop_source();
    m_progress->setValue(0);
    say(what + QStringLiteral("…"), false);
    showDetails();
    QThreadPool::globalInstance()->start(
        [self = QPointer(this), stop = m_stop.get_token(), work = std::move(work)] {
            const jobs::JobContext context(stop, [self](const jobs::Progress& progress) {
                QMetaObject::invokeMethod(qApp, [self, value = int(progress.fraction * 1000.0)] {
                    if (self) self->m_progress->setValue(value);
                });
            });
            auto result = work(context);
            QMetaObject::invokeMethod(qApp, [self, result = std::move(result)] {
                if (self) self->finish(result);
            });
        });
}

void ModelsDialog::finish(const Result<std::string>& result) {
    m_busy = false;
    if (result.ok())
        say(QString::fromStdString(*result), false);
    else if (result.error().code == ErrorCode::Cancelled)
        say(tr("Stopped; nothing was kept."), false);
    else
        say(errorText(result.error()), true);
    reload();
    emit modelsChanged();
    emit workEnded();
}

void ModelsDialog::say(const QString& text, bool trouble) {
    m_message->setObjectName(trouble ? "trouble" : "dim");
    m_message->setStyleSheet(trouble ? QStringLiteral("color: #f2a33a") : QString());
    m_message->setText(text);
}

} // namespace orfeas::ui
