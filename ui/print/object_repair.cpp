#include "ui/print/object_repair.h"

#include <memory>
#include <utility>

#include <QCoreApplication>
#include <QMetaObject>
#include <QWidget>

#include "core/mesh/mesh_facts.h"
#include "core/print/repair.h"
#include "ui/print/repair_review.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

using RepairPtr = std::shared_ptr<const print::Repair>;

Result<project::Document> withRepair(const project::Document& document, const project::Object& before,
                                     const print::Repair& repair) {
    const project::Object* now = document.find(before.id);
    if (!now || now->mesh != before.mesh) {
        return Error{
            ErrorCode::Failed, "The object has changed since its repair was worked out; repair it again", {}};
    }
    auto repaired = std::make_shared<project::Object>(*now);
    repaired->mesh = repair.mesh;
    repaired->facts = mesh::measure(*repair.mesh);
    return document.withObject(std::move(repaired));
}

} // namespace

ObjectRepair::ObjectRepair(Workspace& workspace, QWidget* window)
    : QObject(window), m_workspace(workspace), m_window(window) {}

void ObjectRepair::start() {
    const project::ObjectPtr object = m_workspace.current();
    if (!object) return m_workspace.say(tr("Select the object that is to be repaired."));
    if (m_review) m_review->close();
    workOut(object, {});
}

void ObjectRepair::workOut(const project::ObjectPtr& object, std::vector<std::string> rejected) {
    const auto show = [self = QPointer<ObjectRepair>(this), object](RepairPtr repair) {
        if (!self) return;
        if (!repair->changed)
            return self->m_workspace.say(tr("There is nothing to repair: it is a sound solid."));
        if (self->m_review) return self->m_review->present(std::move(repair));
        auto* review =
            new RepairReview(QString::fromStdString(object->name), std::move(repair), self->m_window);
        review->setAttribute(Qt::WA_DeleteOnClose);
        self->m_review = review;
        connect(review, &RepairReview::againWanted, self,
                [self, object](const std::vector<std::string>& keys) { self->workOut(object, keys); });
        connect(review, &RepairReview::taken, self, [self, object](RepairPtr taken) {
            self->m_workspace.edit(tr("Repair %1").arg(QString::fromStdString(object->name)),
                                   [object, taken](const project::Document& document) {
                                       return withRepair(document, *object, *taken);
                                   });
        });
        review->show();
    };
    const auto work = [object, rejected = std::move(rejected), show, self = QPointer<ObjectRepair>(this)](
                          project::DocumentPtr,
                          const jobs::JobContext& context) -> Result<project::ProjectService::Operation> {
        print::RepairSettings settings;
        settings.rejected = rejected;
        settings.thin = print::ThinParts::WhenUnprintable;
        ORFEAS_TRY(repaired, print::repair(object->mesh, settings, context));
        auto shared = std::make_shared<const print::Repair>(std::move(repaired));
        // The window may be gone by then; QPointer is asked on its own thread.
        QMetaObject::invokeMethod(
            qApp, [show, shared] { show(shared); }, Qt::QueuedConnection);
        return project::ProjectService::Operation(
            [](const project::Document& document) -> Result<project::Document> { return document; });
    };
    m_workspace.operate(tr("Looking what to repair in %1").arg(QString::fromStdString(object->name)),
                        {object->id}, work);
}

} // namespace orfeas::ui
