#include "render/scene_view.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <glm/mat3x3.hpp>

#include "render/frame_uniforms.h"

namespace orfeas::render {
namespace {

constexpr float kInvisible = 1.0f / 512.0f;
constexpr float kSolid = 511.0f / 512.0f;
constexpr glm::vec3 kClay{0.640f, 0.330f, 0.170f}; ///< linear; a warm terracotta

float opacityOf(const SceneObject& object) {
    return std::clamp(object.opacity, 0.0f, 1.0f) * std::clamp(object.fadeIn, 0.0f, 1.0f);
}

float linear(std::uint8_t srgb) {
    const float c = static_cast<float>(srgb) / 255.0f;
    return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f);
}

SurfaceKind kindOf(const SceneObject& object, const ViewOptions& view, const GpuMesh& mesh, bool hasField) {
    if (view.surface == SurfaceMode::Normals) return SurfaceKind::Normals;
    if (view.surface == SurfaceMode::Overhang) return SurfaceKind::Overhang;
    if (hasField) return SurfaceKind::Field;
    if (object.colour) return SurfaceKind::OwnColour;
    const bool anything = view.colour == ColourSource::Automatic;
    if (mesh.hasTexture() && (anything || view.colour == ColourSource::Texture)) return SurfaceKind::Texture;
    if (mesh.hasColours && (anything || view.colour == ColourSource::VertexColour))
        return SurfaceKind::VertexColour;
    return SurfaceKind::OwnColour;
}

bool sameObject(const SceneObject& a, const SceneObject& b) {
    return a.id == b.id && a.mesh == b.mesh && a.transform == b.transform && a.colour == b.colour &&
           a.field == b.field && a.visible == b.visible && a.selected == b.selected &&
           a.hovered == b.hovered && a.opacity == b.opacity && a.fadeIn == b.fadeIn;
}

mesh::Box worldBoxOf(const mesh::Box& box, const glm::mat4& transform) {
    mesh::Box world;
    for (int i = 0; i < 8; ++i) {
        const glm::vec3 corner{i & 1 ? box.upper.x : box.lower.x, i & 2 ? box.upper.y : box.lower.y,
                               i & 4 ? box.upper.z : box.lower.z};
        const glm::vec3 p(transform * glm::vec4(corner, 1.0f));
        world.lower = glm::min(world.lower, p);
        world.upper = glm::max(world.upper, p);
    }
    return world;
}

} // namespace

void SceneReport::add(const SceneReport& other) {
    meshesPending = meshesPending || other.meshesPending;
    triangles += other.triangles;
    drawnTriangles += other.drawnTriangles;
    drawCalls += other.drawCalls;
    recordsSent += other.recordsSent;
    shapeRevision += other.shapeRevision;
    errors.insert(errors.end(), other.errors.begin(), other.errors.end());
}

SceneView::SceneView(const PassResources& resources)
    : m_resources(resources), m_instances(resources.device), m_shadow(resources), m_cull(resources),
      m_pyramid(resources) {}

SceneView::~SceneView() {
    for (DrawObject& object : m_objects)
        m_resources.device.retire(std::move(object.mesh));
    for (MeshGroup& group : m_layout.groups)
        m_resources.device.retire(std::move(group.mesh));
    m_resources.device.waitIdle(); // the slots and the shadow may be in use
}

Result<SceneView::Slot*> SceneView::slot(std::size_t index) {
    Slot& slot = m_slots[index];
    if (!slot.set) {
        ORFEAS_TRY(uniforms, gpu::Buffer::create(m_resources.device,
                                                 {sizeof(FrameUniforms), VK_BUFFER_USAGE_UNIFORM_BUFFER_BIT,
                                                  gpu::MemoryKind::Upload, gpu::MemoryOwner::Scene}));
        ORFEAS_TRY(set, m_resources.pools.allocate(m_resources.frameLayout.get()));
        slot.uniforms = std::move(uniforms);
        slot.set = std::move(set);
    }
    return &slot;
}

void SceneView::noteLive(const std::shared_ptr<const LiveTransforms>& live) {
    m_liveBefore.clear();
    for (const auto& [id, transform] : m_liveNow)
        m_liveBefore.push_back(id);
    std::sort(m_liveBefore.begin(), m_liveBefore.end());
    m_liveNow.clear();
    if (live)
        for (const LiveTransform& moved : *live)
            m_liveNow[moved.object] = moved.transform;
    m_live = live;
}

bool SceneView::unchanged(const Update& update, std::size_t i) const {
    const SceneObject& object = update.scene.objects[i];
    if (update.all || i >= m_scene->objects.size() || !m_settled[i]) return false;
    if (&update.scene != m_scene.get() && !sameObject(m_scene->objects[i], object)) return false;
    if (m_liveNow.empty() && m_liveBefore.empty()) return true;
    return !m_liveNow.contains(object.id) &&
           !std::binary_search(m_liveBefore.begin(), m_liveBefore.end(), object.id);
}

/// Objects that change places take what they showed along.
void SceneView::rememberShown(const RenderScene& next) {
    m_shownBefore.clear();
    if (!m_scene || &next == m_scene.get()) return;
    const std::size_t both = std::min(next.objects.size(), m_scene->objects.size());
    bool shuffled = next.objects.size() != m_scene->objects.size();
    for (std::size_t i = 0; i < both && !shuffled; ++i)
        shuffled = next.objects[i].id != m_scene->objects[i].id;
    if (!shuffled) return;
    for (std::size_t i = 0; i < m_objects.size(); ++i)
        if (m_objects[i].mesh) m_shownBefore[m_scene->objects[i].id] = m_objects[i].mesh;
}

std::shared_ptr<const GpuMesh> SceneView::shownBefore(std::uint64_t id, std::size_t i) const {
    if (const auto found = m_shownBefore.find(id); found != m_shownBefore.end()) return found->second;
    if (!m_shownBefore.empty() || !m_scene || i >= m_scene->objects.size()) return nullptr;
    return m_scene->objects[i].id == id ? m_objects[i].mesh : nullptr;
}

std::shared_ptr<const GpuMesh> SceneView::findMesh(const Update& update, std::size_t i) {
    const SceneObject& object = update.scene.objects[i];
    m_settled[i] = true;
    if (!object.mesh || !object.visible || opacityOf(object) < kInvisible) return nullptr;
    Result<std::shared_ptr<const GpuMesh>> found =
        update.meshes.find(object.mesh, update.wait, update.commands);
    if (!found.ok()) {
        m_errors.push_back(found.error());
        return nullptr;
    }
    if (*found) return *found;
    m_settled[i] = false;
    m_pending = true;
    return shownBefore(object.id, i);
}

/// Lower, upper, map, place; a negative map: none.
glm::vec4 SceneView::fieldOf(const Update& update, const SceneObject& object) {
    constexpr glm::vec4 kNone{0.0f, 0.0f, -1.0f, 0.0f};
    if (!object.field || !object.mesh) return kNone;
    const ScalarField& field = *object.field;
    if (field.values.size() < object.mesh->positions.size()) {
        m_errors.push_back({ErrorCode::BadInput, "The coloured values do not fit the object; check it again",
                            "fewer values than points"});
        return kNone;
    }
    const Result<std::uint32_t> place = update.fields.find(object.field);
    if (!place.ok()) {
        m_errors.push_back(place.error());
        return kNone;
    }
    const float map = static_cast<float>(field.map) + (field.reversed ? 8.0f : 0.0f);
    return {field.lower, field.upper, map, std::bit_cast<float>(*place)};
}

void SceneView::settle(const Update& update, std::size_t i) {
    const SceneObject& object = update.scene.objects[i];
    DrawObject next;
    next.mesh = findMesh(update, i);
    DrawObject& now = m_objects[i];
    InstanceRecord record;
    if (next.drawn()) {
        const auto live = m_liveNow.find(object.id);
        record.transform = live != m_liveNow.end() ? live->second : object.transform;
        const float opacity = opacityOf(object);
        const glm::mat3 m(record.transform);
        next.mirrored = glm::dot(glm::cross(m[0], m[1]), m[2]) < 0.0f;
        next.translucent = opacity < kSolid;
        // A field belongs to the object's own mesh, not to one that stands in for it.
        const bool own = next.mesh->source.lock() == object.mesh;
        const glm::vec4 field = own ? fieldOf(update, object) : glm::vec4(0.0f, 0.0f, -1.0f, 0.0f);
        next.kind = kindOf(object, update.scene.view, *next.mesh, field.z >= 0.0f);
        const float scale = std::max({glm::length(m[0]), glm::length(m[1]), glm::length(m[2])});
        next.centre = glm::vec3(record.transform * glm::vec4(next.mesh->box.center(), 1.0f));
        next.radius = next.mesh->radius * scale;
        const glm::vec3 own3 = object.colour ? glm::vec3(linear(object.colour->r), linear(object.colour->g),
                                                         linear(object.colour->b))
                                             : kClay;
        record.colour = {own3, opacity};
        record.field = field;
        record.flags = {next.mirrored ? -1.0f : 1.0f,
                        object.selected  ? 1.0f
                        : object.hovered ? 0.5f
                                         : 0.0f,
                        scale, static_cast<float>(i)};
        m_boxes[i] = worldBoxOf(next.mesh->box, record.transform);
    } else {
        m_boxes[i] = {};
    }
    const InstanceRecord& before = m_instances.at(i);
    m_sorted = m_sorted && next.sortsLike(now);
    m_moved = m_moved || next.mesh != now.mesh || before.transform != record.transform ||
              before.colour.w != record.colour.w;
    if (next.mesh != now.mesh) m_resources.device.retire(std::move(now.mesh));
    now = std::move(next);
    m_instances.set(i, record);
}

void SceneView::finish() {
    if (m_moved) {
        ++m_shapeRevision;
        m_box = {};
        m_triangles = 0;
        for (std::size_t i = 0; i < m_objects.size(); ++i) {
            m_box.lower = glm::min(m_box.lower, m_boxes[i].lower);
            m_box.upper = glm::max(m_box.upper, m_boxes[i].upper);
            if (m_objects[i].drawn()) m_triangles += m_objects[i].mesh->triangleCount();
        }
    }
    m_outlined.clear();
    for (std::size_t i = 0; i < m_objects.size(); ++i)
        if (m_objects[i].drawn() && m_instances.at(i).flags.y > 0.0f)
            m_outlined.push_back(static_cast<std::uint32_t>(i));
    if (m_sorted) return;
    for (MeshGroup& group : m_layout.groups)
        m_resources.device.retire(std::move(group.mesh));
    m_layout = makeSceneLayout(m_objects);
    ++m_layoutRevision;
    m_sorted = true;
}

Result<void> SceneView::update(VkCommandBuffer commands, MeshCache& meshes, FieldCache& fields,
                               const std::shared_ptr<const RenderScene>& scene,
                               const std::shared_ptr<const LiveTransforms>& live, MeshCache::Wait wait) {
    const bool otherColours = !m_scene || m_scene->view.colour != scene->view.colour ||
                              m_scene->view.surface != scene->view.surface;
    const bool all = otherColours || m_fieldRevision != fields.revision();
    if (all || scene != m_scene || live != m_live || m_pending) {
        noteLive(live);
        rememberShown(*scene);
        m_pending = false;
        m_errors.clear();
        const std::size_t before = m_objects.size(), count = scene->objects.size();
        for (std::size_t i = count; i < before; ++i)
            m_resources.device.retire(std::move(m_objects[i].mesh));
        m_sorted = m_sorted && count == before;
        m_moved = count != before;
        m_objects.resize(count);
        m_boxes.resize(count);
        m_settled.resize(count, false);
        m_instances.resize(count);
        const std::uint64_t placesBefore = fields.revision();
        const Update step{commands, meshes, fields, *scene, wait, all};
        for (std::size_t i = 0; i < count; ++i)
            if (!unchanged(step, i)) settle(step, i);
        // A field buffer that grew meanwhile has moved every field.
        for (std::size_t i = 0; fields.revision() != placesBefore && i < count; ++i)
            if (scene->objects[i].field) settle(step, i);
        m_fieldRevision = fields.revision();
        // It may be the last to hold a large mesh.
        if (scene != m_scene) m_resources.device.memory().disposal().add(std::exchange(m_scene, scene));
        m_shownBefore.clear();
        finish();
    }
    return m_instances.upload(commands);
}

void SceneView::report(SceneReport& report) const {
    report.meshesPending = m_pending;
    report.triangles = m_triangles;
    report.recordsSent = m_instances.uploadedLast();
    report.shapeRevision = m_shapeRevision;
    report.errors = m_errors;
}

void SceneView::forget() {
    m_instances.forget();
    m_shadow.forget();
    m_cull.forget();
    for (DrawObject& object : m_objects)
        m_resources.device.retire(std::move(object.mesh));
    m_objects.clear();
    m_boxes.clear();
    m_settled.clear();
    m_instances.resize(0);
    m_scene = nullptr;
    m_sorted = false;
}

} // namespace orfeas::render
