#include "ui/print/unit_question.h"

#include <algorithm>

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include <glm/gtc/matrix_transform.hpp>

#include "core/io/mesh_format.h"
#include "core/mesh/placed_box.h"
#include "core/project/scene_transform.h"
#include "ui/widgets/number_field.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

// Sizes that nobody has to be asked about.
constexpr double kSmallMm = 10.0;
constexpr double kLargeMm = 600.0;
// Sizes that people print.
constexpr double kLikelyFromMm = 20.0;
constexpr double kLikelyToMm = 400.0;
constexpr double kUsualMm = 80.0;

QString lengthWords(double mm) {
    if (mm >= 1000.0) return UnitQuestion::tr("%1 m").arg(mm / 1000.0, 0, 'g', 3);
    return UnitQuestion::tr("%1 mm").arg(mm, 0, 'g', 3);
}

Result<project::Document> grown(const project::Document& document, const std::vector<project::ObjectId>& ids,
                                double factor) {
    const mesh::Box box = project::boxOf(document, ids);
    const glm::vec3 foot(box.center().x, box.center().y, box.lower.z);
    const glm::mat4 scale = glm::scale(glm::mat4(1.0f), glm::vec3(static_cast<float>(factor)));
    return project::transformedBy(document, ids,
                                  glm::translate(glm::mat4(1.0f), foot) * scale *
                                      glm::translate(glm::mat4(1.0f), -foot));
}

} // namespace

std::vector<UnitChoice> unitChoices(const std::vector<project::ObjectPtr>& imported) {
    mesh::Box box;
    for (const project::ObjectPtr& object : imported) {
        const io::MeshFormat* format =
            object->provenance ? io::formatForPath(object->provenance->sourcePath) : nullptr;
        if (!format || format->carriesUnit) return {};
        box = mesh::joined(box, mesh::transformed(object->facts.box, object->transform));
    }
    const double longest = double(std::max({box.size().x, box.size().y, box.size().z}));
    if (!(longest > 0.0) || (longest >= kSmallMm && longest <= kLargeMm)) return {};
    std::vector<UnitChoice> out;
    const std::pair<QString, double> units[] = {{UnitQuestion::tr("Millimetres"), 1.0},
                                                {UnitQuestion::tr("Centimetres"), 10.0},
                                                {UnitQuestion::tr("Inches"), 25.4},
                                                {UnitQuestion::tr("Metres"), 1000.0}};
    for (const auto& [name, mm] : units)
        out.push_back({name, mm, longest * mm});
    return out;
}

std::size_t likelyUnit(const std::vector<UnitChoice>& choices) {
    const auto found = std::find_if(choices.begin(), choices.end(), [](const UnitChoice& choice) {
        return choice.longestMm >= kLikelyFromMm && choice.longestMm <= kLikelyToMm;
    });
    return found == choices.end() ? 0 : static_cast<std::size_t>(found - choices.begin());
}

UnitQuestion::UnitQuestion(Workspace& workspace, std::vector<project::ObjectPtr> imported, QWidget* parent)
    : QDialog(parent), m_workspace(workspace), m_objects(std::move(imported)),
      m_choices(unitChoices(m_objects)), m_group(new QButtonGroup(this)),
      m_longest(new NumberField(1.0, 2000.0, 1.0, 1, "mm", this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName("unitQuestion");
    setWindowTitle(tr("In which unit is it?"));
    setModal(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(18, 18, 18, 18);
    column->setSpacing(10);
    auto* sentence = new QLabel(
        tr("%1 does not say in which unit it is.")
            .arg(m_objects.empty() ? QString()
                                   : QString::fromStdString(m_objects.front()->provenance->sourceName)),
        this);
    sentence->setObjectName("strong");
    sentence->setWordWrap(true);
    column->addWidget(sentence);
    int id = 0;
    for (const UnitChoice& choice : m_choices) {
        auto* button =
            new QRadioButton(tr("%1: it is %2 long").arg(choice.name, lengthWords(choice.longestMm)), this);
        button->setToolTip(tr("One unit of the file is %1").arg(lengthWords(choice.mm)));
        m_group->addButton(button, id++);
        column->addWidget(button);
    }
    auto* other = new QRadioButton(tr("Make its longest side"), this);
    other->setToolTip(tr("Whatever the unit, scale it to this length"));
    m_group->addButton(other, id);
    m_longest->setValue(kUsualMm);
    m_longest->setToolTip(tr("Longest side in mm"));
    m_longest->setAccessibleName(tr("Longest side"));
    connect(m_longest, &QDoubleSpinBox::valueChanged, other, [other] { other->setChecked(true); });
    auto* otherRow = new QHBoxLayout;
    otherRow->addWidget(other);
    otherRow->addWidget(m_longest);
    otherRow->addStretch(1);
    column->addLayout(otherRow);
    auto* use = new QPushButton(tr("Use this size"), this);
    use->setObjectName("primary");
    use->setDefault(true);
    use->setToolTip(tr("Scales the objects: one step of the history"));
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(use);
    column->addSpacing(4);
    column->addLayout(buttons);
    setMinimumWidth(400);
    choose(likelyUnit(m_choices));
    connect(use, &QPushButton::clicked, this, [this] {
        take();
        QDialog::accept();
    });
}

void UnitQuestion::choose(std::size_t unit) {
    if (auto* button = m_group->button(static_cast<int>(unit))) button->setChecked(true);
}

void UnitQuestion::take() {
    const int id = m_group->checkedId();
    if (id < 0 || m_choices.empty()) return;
    const auto at = static_cast<std::size_t>(id);
    const double factor =
        at < m_choices.size() ? m_choices[at].mm : m_longest->value() / m_choices.front().longestMm;
    if (factor == 1.0) return;
    std::vector<project::ObjectId> ids;
    for (const project::ObjectPtr& object : m_objects)
        ids.push_back(object->id);
    m_workspace.edit(
        tr("Unit of %1").arg(QString::fromStdString(m_objects.front()->name)),
        [ids, factor](const project::Document& document) { return grown(document, ids, factor); });
}

void askForUnits(Workspace& workspace, QWidget* window) {
    QObject::connect(&workspace, &Workspace::imported, window,
                     [&workspace, window](const std::vector<project::ObjectPtr>& objects) {
                         if (!unitChoices(objects).empty())
                             (new UnitQuestion(workspace, objects, window))->open();
                     });
}

} // namespace orfeas::ui
