#include "ui/print/print_link.h"

#include <algorithm>
#include <limits>

#include <QMetaObject>

#include <glm/gtc/matrix_transform.hpp>

#include "core/io/baked_mesh.h"
#include "core/print/overhang.h"
#include "core/print/thickness.h"
#include "ui/preferences.h"

namespace orfeas::ui {
namespace {

constexpr float kLit = 1.0f;

std::shared_ptr<const render::ScalarField> fieldOf(const print::Finding& finding, const mesh::Mesh& mesh) {
    auto field = std::make_shared<render::ScalarField>();
    field->values.assign(mesh.positions.size(), std::numeric_limits<float>::quiet_NaN());
    for (const std::uint32_t t : finding.place.triangles) {
        if (t >= mesh.triangles.size()) continue;
        for (int k = 0; k < 3; ++k)
            field->values[mesh.triangles[t][k]] = kLit;
    }
    field->lower = 0.0f;
    field->upper = 2.0f * kLit;
    field->map = render::ColourMap::Heat;
    field->title = std::string(print::titleOf(finding.kind));
    return field;
}

std::shared_ptr<const render::ScalarField> measured(PrintMap map, const mesh::Mesh& mesh,
                                                    const print::Profile& profile,
                                                    const jobs::JobContext& context) {
    auto field = std::make_shared<render::ScalarField>();
    if (map == PrintMap::Thickness) {
        auto values =
            print::thicknessField(mesh, print::ThicknessMethod::Sphere, context, 4.0 * profile.goodWallMm);
        if (!values.ok()) return nullptr;
        field->values = std::move(*values);
        field->lower = static_cast<float>(profile.failWallMm);
        field->upper = static_cast<float>(profile.goodWallMm);
        if (profile.goodWallMm <= profile.failWallMm) field->upper = field->lower;
        field->map = render::ColourMap::Verdict;
        field->title = "Wall thickness";
        field->unit = "mm";
        return field;
    }
    field->values = print::overhangField(mesh, profile.layerMm);
    field->lower = static_cast<float>(profile.overhangDegrees);
    field->upper = 90.0f;
    field->map = render::ColourMap::Heat;
    field->title = "Overhang";
    field->unit = "°";
    for (float& degrees : field->values) {
        if (double(degrees) < profile.overhangDegrees) degrees = std::numeric_limits<float>::quiet_NaN();
    }
    return field;
}

} // namespace

PrintLink::PrintLink(CoreBridge& bridge, QObject* parent) : QObject(parent), m_bridge(bridge) {
    const auto profiles = print::readProfiles(print::profileFile());
    m_profiles = profiles.ok() ? *profiles
                               : std::vector<print::Profile>(print::builtInProfiles().begin(),
                                                             print::builtInProfiles().end());
    connect(&bridge, &CoreBridge::objectChecked, this, &PrintLink::take);
}

PrintLink::~PrintLink() {
    m_measuring.request_stop();
}

std::shared_ptr<const print::Report> PrintLink::report(project::ObjectId object) const {
    const auto found = m_checked.find(object);
    return found == m_checked.end() ? nullptr : found->second.report;
}

void PrintLink::take(const project::ObjectChecked& event) {
    m_checked[event.object] = event;
    // The map is of a mesh that is no more.
    const auto& mapped = m_proposal ? m_proposal->object->mesh : m_mappedMesh;
    if (m_mapped == event.object && mapped != event.mesh && !event.isPreview) clear();
    emit reported(event.object);
}

void PrintLink::setProfile(const QString& name) {
    const auto profile = print::profileNamed(name.toStdString(), m_profiles);
    if (!profile.ok() || *profile == m_options.profile) return;
    m_options.profile = *profile;
    m_bridge.project().setPrintOptions(m_options);
    emit optionsChanged();
}

void PrintLink::setPrinter(const QString& name) {
    const auto printer = print::printerNamed(name.toStdString());
    if (!printer.ok() || printer->name == m_options.printer.name) return;
    const bool followsPrinter = m_options.profile.name == m_options.printer.profile;
    m_options.printer = *printer;
    if (followsPrinter) {
        if (const auto own = print::profileNamed(printer->profile, m_profiles); own.ok())
            m_options.profile = *own;
    }
    m_bridge.project().setPrintOptions(m_options);
    emit optionsChanged();
}

std::shared_ptr<const render::ScalarField>
PrintLink::field(project::ObjectId object, const std::shared_ptr<const mesh::Mesh>& mesh) const {
    return m_mapped == object && m_mappedMesh == mesh ? m_field : nullptr;
}

void PrintLink::setField(project::ObjectId object, std::shared_ptr<const mesh::Mesh> mesh, PrintMap map,
                         std::shared_ptr<const render::ScalarField> field) {
    m_mapped = object;
    m_mappedMesh = std::move(mesh);
    m_map = map;
    m_field = std::move(field);
    emit mapChanged();
}

void PrintLink::show(const project::ObjectPtr& object, const print::Finding& finding) {
    ++m_mapRequest;
    m_proposal.reset();
    setField(object->id, object->mesh, PrintMap::Finding, fieldOf(finding, *object->mesh));
    if (!finding.place.box.empty())
        lookNear(object, finding.place.box,
                 meanNormal(*object->mesh, finding.place.triangles, object->transform));
}

glm::vec3 meanNormal(const mesh::Mesh& mesh, const std::vector<std::uint32_t>& faces,
                     const glm::mat4& transform) {
    glm::vec3 sum(0.0f);
    float area = 0.0f;
    const glm::mat3 turn(transform);
    for (const std::uint32_t face : faces) {
        const glm::uvec3 t = mesh.triangles[face];
        const glm::vec3 a = turn * mesh.positions[t.x];
        const glm::vec3 normal = glm::cross(turn * mesh.positions[t.y] - a, turn * mesh.positions[t.z] - a);
        sum += normal;
        area += glm::length(normal);
    }
    constexpr float kOneWay = 0.3f; // of the area: below, the faces look all ways
    return glm::length(sum) > kOneWay * area ? sum : glm::vec3(0.0f);
}

// Reports know the object turned and scaled, not where it stands.
void PrintLink::lookNear(const project::ObjectPtr& object, const mesh::Box& part, const glm::vec3& outward) {
    const glm::vec3 stands(object->transform[3]);
    mesh::Box box{part.lower + stands, part.upper + stands};
    const glm::vec3 around(std::max(4.0f, 0.5f * std::max({box.size().x, box.size().y, box.size().z})));
    box.lower -= around;
    box.upper += around;
    emit lookAt(box, outward);
}

void PrintLink::propose(const project::ObjectPtr& object, std::shared_ptr<const mesh::Mesh> standing,
                        std::shared_ptr<const render::ScalarField> colours) {
    ++m_mapRequest;
    m_measuring.request_stop();
    m_proposal = Proposal{object, standing, glm::translate(glm::mat4(1.0f), glm::vec3(object->transform[3]))};
    setField(object->id, std::move(standing), PrintMap::Proposal, std::move(colours));
}

const Proposal* PrintLink::proposal(project::ObjectId object) const {
    return m_proposal && m_proposal->object->id == object ? &*m_proposal : nullptr;
}

std::shared_ptr<const render::ScalarField> PrintLink::shownField(const project::Object& object) const {
    const Proposal* proposed = proposal(object.id);
    return field(object.id, proposed ? proposed->mesh : object.mesh);
}

void PrintLink::show(const project::ObjectPtr& object, PrintMap map) {
    if (map == PrintMap::None) return clear();
    const std::uint64_t request = ++m_mapRequest;
    m_proposal.reset();
    const io::MeshPart part{{}, object->mesh, glm::mat4(glm::mat3(object->transform))};
    // The thread is joined before this goes.
    m_measuring = std::jthread(
        [this, request, object, part, map, profile = m_options.profile](const std::stop_token& stop) {
            const jobs::JobContext context(stop, {});
            auto field = measured(map, *io::bakedMesh(part), profile, context);
            if (stop.stop_requested()) return;
            QMetaObject::invokeMethod(
                this,
                [this, request, object, map, field] {
                    if (m_mapRequest == request) setField(object->id, object->mesh, map, field);
                },
                Qt::QueuedConnection);
        });
}

void PrintLink::clear() {
    ++m_mapRequest;
    m_measuring.request_stop();
    m_proposal.reset();
    m_mapped.reset();
    m_mappedMesh.reset();
    m_field.reset();
    m_map = PrintMap::None;
    emit mapChanged();
}

} // namespace orfeas::ui
