#include "ui/panels/generate_panel.h"

#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QVBoxLayout>

#include "core/generate/generator.h"
#include "core/inference/model_registry.h"
#include "ui/icon.h"
#include "ui/network_line.h"
#include "ui/panels/run_advice.h"
#include "ui/panels/setting_field.h"
#include "ui/theme.h"
#include "ui/widgets/choice_box.h"
#include "ui/widgets/section_head.h"
#include "ui/workspace.h"

namespace orfeas::ui {

using generate::Settings;
using generate::SettingSpec;

namespace {

constexpr int kLabelWidth = 96;

QString fromView(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// A setting's name: double-click and menu go back to the default.
class SettingLabel final : public QLabel {
public:
    SettingLabel(const SettingSpec& spec, std::function<void()> reset, QWidget* parent)
        : QLabel(QString::fromStdString(spec.label), parent), m_reset(std::move(reset)) {
        setObjectName("dim");
        setWordWrap(true);
        setToolTip(SettingField::explain(spec) + "\n" + GeneratePanel::tr("Double-click to go back to it"));
    }

protected:
    void mouseDoubleClickEvent(QMouseEvent*) override { m_reset(); }
    void contextMenuEvent(QContextMenuEvent* event) override {
        QMenu* menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(icon("reset"), GeneratePanel::tr("Back to the default"), this, m_reset);
        menu->popup(event->globalPos());
    }

private:
    std::function<void()> m_reset;
};

/// The part of `given` that this generator knows and accepts: what stays when another generator is chosen.
Settings carriedOver(std::span<const SettingSpec> specs, const Settings& given) {
    Settings kept;
    for (const SettingSpec& spec : specs) {
        const auto found = given.values().find(spec.name);
        if (found == given.values().end()) continue;
        Settings single;
        single.set(spec.name, found->second);
        if (generate::completeSettings(specs, single).ok()) kept.set(spec.name, found->second);
    }
    return kept;
}

Settings completed(std::span<const SettingSpec> specs, const Settings& given) {
    auto complete = generate::completeSettings(specs, carriedOver(specs, given));
    return std::move(complete).value();
}

} // namespace

GeneratePanel::GeneratePanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_head(new SectionHead(tr("How"), this)),
      m_nothing(
          new QLabel(tr("This object came from a mesh file, so there is nothing to make again."), this)),
      m_form(new QWidget(this)), m_grid(new QGridLayout(m_form)), m_generators(new ChoiceBox(m_form)),
      m_summary(new QLabel(m_form)), m_advice(new RunAdvice(m_form)) {
    m_nothing->setObjectName("small");
    m_nothing->setWordWrap(true);
    m_nothing->setContentsMargins(14, 4, 14, 8);
    m_summary->setObjectName("small");
    m_summary->setWordWrap(true);
    m_grid->setContentsMargins(14, 4, 14, 4);
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(10);
    m_grid->setColumnMinimumWidth(0, kLabelWidth);
    m_grid->setColumnStretch(1, 1);

    auto* label = new QLabel(tr("Generator"), m_form);
    label->setObjectName("dim");
    label->setBuddy(m_generators);
    m_generators->setAccessibleName(tr("Generator"));
    listGenerators();
    m_grid->addWidget(label, 0, 0);
    m_grid->addWidget(m_generators, 0, 1);
    m_grid->addWidget(m_summary, 1, 1);
    m_grid->addWidget(m_advice, 2, 1);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QWidget* part : {static_cast<QWidget*>(m_head), static_cast<QWidget*>(m_nothing), m_form})
        column->addWidget(part);

    setFocusProxy(m_generators);
    connect(m_generators, &QComboBox::activated, this, &GeneratePanel::chooseGenerator);
    connect(&workspace, &Workspace::makeOptionsChanged, this, &GeneratePanel::refresh);
    connect(&workspace, &Workspace::currentChanged, this, &GeneratePanel::refresh);
    refresh();
}

void GeneratePanel::listGenerators() {
    m_generators->clear();
    std::vector<const generate::Generator*> listed(generate::generators().begin(),
                                                   generate::generators().end());
    const generate::Generator* network = generate::findGenerator("triposr");
    const auto models = inference::listModels();
    if (network && models.ok() && !models->empty()) listed.push_back(network);
    for (const generate::Generator* generator : listed) {
        // "Inflate · round solid from the outline": the list has room for the name, the summary stands below.
        m_generators->addItem(fromView(generator->title()).section(QStringLiteral(" · "), 0, 0),
                              fromView(generator->name()));
        m_generators->setItemData(m_generators->count() - 1, fromView(generator->summary()), Qt::ToolTipRole);
    }
    m_generators->setCurrentIndex(m_generators->findData(QString::fromStdString(m_built)));
}

void GeneratePanel::refresh() {
    const project::ObjectPtr current = m_workspace.current();
    const bool makes = !current || m_workspace.makesAgain();
    m_form->setVisible(makes);
    m_nothing->setVisible(!makes);
    m_head->setNote(current ? QString::fromStdString(current->name) : tr("for the next picture"));
    if (!makes) return;
    const MakeOptions options = m_workspace.makeOptions();
    const generate::Generator* generator = generate::findGenerator(options.generator);
    if (!generator) return; // made by a generator that this build lacks: its settings cannot be shown
    if (m_built != options.generator) rebuild(options.generator);
    showValues(completed(generator->settings(), options.settings));
}

void GeneratePanel::rebuild(const std::string& generator) {
    for (const Row& row : m_rows) {
        row.label->deleteLater();
        row.field->deleteLater();
        row.label->hide();
        row.field->hide();
    }
    m_rows.clear();
    m_built = generator;
    const generate::Generator* chosen = generate::findGenerator(generator);
    m_generators->setCurrentIndex(m_generators->findData(QString::fromStdString(generator)));
    m_generators->setToolTip(fromView(chosen->summary()));
    int place = 3;
    for (const SettingSpec& spec : chosen->settings())
        addRow(spec, place++);
    QWidget* previous = m_generators;
    for (const Row& row : m_rows) {
        setTabOrder(previous, row.field);
        previous = row.field;
    }
}

void GeneratePanel::addRow(const SettingSpec& spec, int place) {
    SettingField* field = SettingField::make(spec, m_form);
    QLabel* label = new SettingLabel(
        spec, [this, field] { resetField(*field); }, m_form);
    label->setBuddy(field);
    m_grid->addWidget(label, place, 0);
    m_grid->addWidget(field, place, 1);
    m_rows.push_back({label, field});
    connect(field, &SettingField::edited, this, [this, field] { takeEdit(*field); });
}

void GeneratePanel::showValues(const Settings& values) {
    const QString summary = fromView(generate::findGenerator(m_built)->summary());
    m_summary->setText(m_built == "triposr" ? summary + "\n" + networkLine(values) : summary);
    m_advice->ask(m_built, values, 1 + m_workspace.jobs()->activeCount());
    for (const Row& row : m_rows) {
        const SettingSpec& spec = row.field->spec();
        if (!row.field->busy()) row.field->setValue(values.values().find(spec.name)->second);
        const bool shown = generate::isShown(spec, values);
        row.label->setVisible(shown);
        row.field->setVisible(shown);
    }
}

void GeneratePanel::chooseGenerator(int index) {
    MakeOptions options = m_workspace.makeOptions();
    options.generator = m_generators->itemData(index).toString().toStdString();
    options.settings = carriedOver(generate::findGenerator(options.generator)->settings(), options.settings);
    m_workspace.setMakeOptions(options);
}

void GeneratePanel::takeEdit(const SettingField& field) {
    MakeOptions options = m_workspace.makeOptions();
    options.settings.set(field.spec().name, field.value());
    m_workspace.setMakeOptions(options);
}

void GeneratePanel::resetField(SettingField& field) {
    field.setValue(field.spec().standard);
    takeEdit(field);
}

} // namespace orfeas::ui
