#include "ui/prepare/orient_picker.h"

#include <utility>

#include <QCoreApplication>
#include <QListWidget>
#include <QMetaObject>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/print/words.h"
#include "core/project/object_shape.h"
#include "core/project/scene_transform.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

constexpr std::size_t kWays = 6;

QString describe(const print::Orientation& way) {
    QString text = OrientPicker::tr("%1 high · stands on %2")
                       .arg(QString::fromStdString(print::lengthText(way.heightMm)),
                            QString::fromStdString(print::areaText(way.contactMm2)));
    text += way.overhangMm2 > 0.5 ? OrientPicker::tr("\n%1 need supports")
                                        .arg(QString::fromStdString(print::areaText(way.overhangMm2)))
                                  : OrientPicker::tr("\nno supports");
    if (!way.isStable) text += OrientPicker::tr(" · tips over");
    return text;
}

} // namespace

OrientPicker::OrientPicker(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_find(new QPushButton(tr("Show ways to lay it…"), this)),
      m_list(new QListWidget(this)) {
    m_find->setObjectName("findWays");
    m_list->setObjectName("ways");
    m_list->setAccessibleName(tr("Ways to lay the object"));
    m_list->setToolTip(tr("Press one to lay the object that way"));
    m_list->setWordWrap(true);
    m_list->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->hide();
    m_find->setToolTip(
        tr("Lists the best ways to lay the object, with height, supports and what it stands on"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 4, 14, 8);
    column->setSpacing(8);
    column->addWidget(m_find);
    column->addWidget(m_list);
    connect(m_find, &QPushButton::clicked, this, &OrientPicker::find);
    connect(m_list, &QListWidget::itemClicked, this,
            [this](QListWidgetItem* item) { lay(m_list->row(item)); });
    connect(m_list, &QListWidget::itemActivated, this,
            [this](QListWidgetItem* item) { lay(m_list->row(item)); });
    connect(&workspace, &Workspace::currentChanged, this, &OrientPicker::refresh);
    refresh();
}

void OrientPicker::find() {
    const project::ObjectPtr object = m_workspace.current();
    if (!object) return;
    const auto show = [self = QPointer<OrientPicker>(this), object](std::vector<print::Orientation> ways) {
        if (self) self->take(object, std::move(ways));
    };
    const auto work = [object, show, profile = m_workspace.print().options().profile](
                          project::DocumentPtr,
                          const jobs::JobContext& context) -> Result<project::ProjectService::Operation> {
        ORFEAS_TRY(ways, print::findOrientations(*project::standingShape(*object), profile, kWays, context));
        // The panel may be gone by then; QPointer is asked on its own thread.
        QMetaObject::invokeMethod(
            qApp, [show, ways] { show(ways); }, Qt::QueuedConnection);
        return project::ProjectService::Operation(
            [](const project::Document& document) -> Result<project::Document> { return document; });
    };
    m_workspace.operate(tr("Trying how %1 can lie").arg(QString::fromStdString(object->name)), {object->id},
                        work);
}

void OrientPicker::take(const project::ObjectPtr& object, std::vector<print::Orientation> ways) {
    m_object = object;
    m_ways = std::move(ways);
    m_list->clear();
    for (const print::Orientation& way : m_ways) {
        auto* item = new QListWidgetItem(describe(way), m_list);
        item->setSizeHint({0, 42});
    }
    m_list->setFixedHeight(42 * static_cast<int>(m_ways.size()) + 2);
    refresh();
}

void OrientPicker::lay(int way) {
    if (!m_object || way < 0 || way >= static_cast<int>(m_ways.size())) return;
    const glm::vec3 down(m_ways[static_cast<std::size_t>(way)].down);
    // The ways are of the object as it was turned then.
    m_workspace.edit(tr("Lay %1").arg(QString::fromStdString(m_object->name)),
                     [was = m_object, down](const project::Document& document) -> Result<project::Document> {
                         const project::ObjectId one[] = {was->id};
                         const project::Object* now = document.find(was->id);
                         if (!now || now->mesh != was->mesh)
                             return Error{ErrorCode::BadInput,
                                          "The object has another shape now: look for ways again",
                                          {}};
                         glm::mat4 back = was->transform;
                         back[3] = now->transform[3];
                         ORFEAS_TRY(turned, project::withTransform(document, was->id, back));
                         ORFEAS_TRY(laid, project::placedOnFace(turned, was->id, down));
                         return project::droppedToBed(laid, one);
                     });
}

void OrientPicker::refresh() {
    const project::ObjectPtr object = m_workspace.current();
    m_find->setEnabled(object != nullptr);
    const bool same = object && m_object && object->id == m_object->id && object->mesh == m_object->mesh;
    m_list->setVisible(same && m_list->count() > 0);
}

} // namespace orfeas::ui
