#include "ui/print/object_repair.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <QCoreApplication>
#include <QMetaObject>
#include <QPointer>

#include "core/print/check.h"
#include "core/project/object_shape.h"
#include "ui/error_text.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

using RepairPtr = std::shared_ptr<const print::Repair>;
using FieldPtr = std::shared_ptr<const render::ScalarField>;

constexpr float kMovedMm = 0.002f; ///< below this the surface counts as where it was
constexpr float kMovedShare =
    0.04f; ///< … and below this share of the largest move: what new corners cut off the old
constexpr float kLeastScaleMm = 0.05f;

FieldPtr displacementOf(const print::Repair& repair) {
    auto field = std::make_shared<render::ScalarField>();
    field->lower = 0.0f;
    // A figure that can be read in the legend: hundredths, rounded up.
    field->upper =
        std::max(kLeastScaleMm, 0.01f * std::ceil(100.0f * static_cast<float>(repair.maxDeviationMm)));
    const float least = std::max(kMovedMm, kMovedShare * field->upper);
    field->values = repair.displacementMm;
    bool anyMoved = false;
    for (float& moved : field->values) {
        if (moved < least)
            moved = std::numeric_limits<float>::quiet_NaN();
        else
            anyMoved = true;
    }
    field->map = render::ColourMap::Heat;
    field->title =
        (anyMoved ? ObjectRepair::tr("Moved by; grey stayed") : ObjectRepair::tr("Moved by: nothing moved"))
            .toStdString();
    field->unit = "mm";
    return field;
}

FieldPtr litFaces(const mesh::Mesh& mesh, const std::vector<std::uint32_t>& faces, const QString& title) {
    auto field = std::make_shared<render::ScalarField>();
    field->values.assign(mesh.positions.size(), std::numeric_limits<float>::quiet_NaN());
    for (const std::uint32_t face : faces) {
        if (face >= mesh.triangles.size()) continue;
        for (int k = 0; k < 3; ++k)
            field->values[mesh.triangles[face][k]] = 1.0f;
    }
    field->lower = 0.0f;
    field->upper = 2.0f;
    field->map = render::ColourMap::Heat;
    field->title = title.toStdString();
    return field;
}

Result<project::Document> withRepair(const project::Document& document, const project::Object& before,
                                     const std::shared_ptr<const mesh::Mesh>& repaired) {
    const project::Object* now = document.find(before.id);
    if (!now || now->mesh != before.mesh || now->transform != before.transform) {
        return Error{
            ErrorCode::Failed, "The object has changed since its repair was worked out: repair it again", {}};
    }
    return document.withObject(project::withStandingShape(*now, repaired));
}

} // namespace

struct ObjectRepair::Outcome {
    std::uint64_t request = 0;
    RepairPtr repair;
    std::shared_ptr<const print::Report> report;
};

ObjectRepair::ObjectRepair(Workspace& workspace, QObject* parent) : QObject(parent), m_workspace(workspace) {
    connect(&workspace, &Workspace::currentChanged, this, &ObjectRepair::leaveWhenStale);
    connect(&workspace, &Workspace::operationEnded, this, [this](const project::JobStatus& status) {
        // What could not be worked out leaves what was shown before; the queue says why.
        if (m_state != State::Working || !m_object || status.object != m_object->id) return;
        if (status.state == project::JobState::Done) return;
        if (m_repair) {
            m_state = State::Shown;
            emit changed();
        } else {
            if (status.error) m_workspace.say(errorText(*status.error));
            close();
        }
    });
}

void ObjectRepair::start() {
    const project::ObjectPtr object = m_workspace.current();
    if (!object) return m_workspace.say(tr("Select the object that is to be repaired."));
    close();
    m_object = object;
    m_shape = project::standingShape(*object);
    workOut();
}

void ObjectRepair::setRejected(const std::vector<std::string>& keys) {
    if (m_state == State::Off || keys == m_rejected) return;
    m_rejected = keys;
    workOut();
}

void ObjectRepair::workOut() {
    m_state = State::Working;
    emit changed();
    const std::uint64_t request = ++*m_asked;
    const auto give = [self = QPointer<ObjectRepair>(this)](const Outcome& outcome) {
        if (self) self->take(outcome);
    };
    const auto work = [request, give, shape = m_shape, rejected = m_rejected,
                       options = m_workspace.print().options()](
                          project::DocumentPtr,
                          const jobs::JobContext& context) -> Result<project::ProjectService::Operation> {
        print::RepairSettings settings;
        settings.rejected = rejected;
        settings.thin = print::ThinParts::WhenUnprintable;
        settings.thinMm = options.profile.failWallMm;
        settings.thickenToMm = options.profile.goodWallMm;
        settings.lineMm = options.profile.lineMm;
        Outcome outcome{request, nullptr, nullptr};
        ORFEAS_TRY(repaired, print::repair(shape, settings, context.part(0.0, 0.9)));
        ORFEAS_TRY(report, print::check(*repaired.mesh, options, context.part(0.9, 1.0)));
        outcome.repair = std::make_shared<const print::Repair>(std::move(repaired));
        outcome.report = std::make_shared<const print::Report>(std::move(report));
        // The panel may be gone by then; QPointer is asked on its own thread.
        QMetaObject::invokeMethod(
            qApp, [give, outcome] { give(outcome); }, Qt::QueuedConnection);
        return project::ProjectService::Operation(
            [](const project::Document& document) -> Result<project::Document> { return document; });
    };
    m_workspace.operate(tr("Looking what to repair in %1").arg(QString::fromStdString(m_object->name)),
                        {m_object->id}, work);
}

void ObjectRepair::take(const Outcome& outcome) {
    if (m_state != State::Working || outcome.request != *m_asked) return;
    if (!outcome.repair->changed && m_rejected.empty()) {
        m_workspace.tell(tr("There is nothing to repair: %1 is a sound solid.")
                             .arg(QString::fromStdString(m_object->name)));
        return close();
    }
    m_repair = outcome.repair;
    m_report = outcome.report;
    m_state = State::Shown;
    show();
    emit changed();
}

void ObjectRepair::show() {
    PrintLink& print = m_workspace.print();
    if (m_view == View::Before)
        print.propose(m_object, m_shape, nullptr);
    else
        print.propose(m_object, m_repair->mesh, displacementOf(*m_repair));
}

void ObjectRepair::setView(View view) {
    if (m_state == State::Off || !m_repair) return;
    m_view = view;
    show();
    emit changed();
}

void ObjectRepair::showRegion(std::size_t index) {
    if (m_state == State::Off || !m_repair || index >= m_repair->regions.size()) return;
    const print::RepairRegion& region = m_repair->regions[index];
    m_view = region.ofInput ? View::Before : View::After;
    const auto& mesh = region.ofInput ? m_shape : m_repair->mesh;
    m_workspace.print().propose(m_object, mesh,
                                litFaces(*mesh, region.faces, QString::fromStdString(region.text)));
    if (!region.box.empty()) {
        const glm::vec3 outward = meanNormal(*mesh, region.faces);
        m_workspace.print().lookNear(m_object, region.box, outward);
    }
    emit changed();
}

void ObjectRepair::accept() {
    if (m_state != State::Shown || !m_repair) return;
    m_workspace.edit(tr("Repair %1").arg(QString::fromStdString(m_object->name)),
                     [object = m_object, mesh = m_repair->mesh](const project::Document& document) {
                         return withRepair(document, *object, mesh);
                     });
    close();
}

void ObjectRepair::discard() {
    close();
}

void ObjectRepair::close() {
    if (m_state == State::Off) return;
    ++*m_asked;
    m_state = State::Off;
    m_view = View::After;
    m_repair.reset();
    m_report.reset();
    m_object.reset();
    m_shape.reset();
    m_rejected.clear();
    m_workspace.print().clear();
    emit changed();
}

void ObjectRepair::leaveWhenStale() {
    if (m_state == State::Off) return;
    const project::ObjectPtr now = m_workspace.current();
    const bool same = now && now->id == m_object->id && now->mesh == m_object->mesh &&
                      now->transform == m_object->transform;
    if (!same) close();
}

} // namespace orfeas::ui
