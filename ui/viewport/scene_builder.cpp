#include "ui/viewport/scene_builder.h"

#include <glm/common.hpp>

#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

void grow(mesh::Box& box, const mesh::Box& by) {
    if (by.empty()) return;
    box.lower = glm::min(box.lower, by.lower);
    box.upper = glm::max(box.upper, by.upper);
}

} // namespace

std::shared_ptr<const render::RenderScene> buildScene(Workspace& workspace, const render::ViewOptions& view,
                                                      bool bedHighlighted,
                                                      std::optional<std::uint64_t> hovered) {
    auto scene = std::make_shared<render::RenderScene>();
    scene->view = view;
    scene->bedHighlighted = bedHighlighted;
    const auto add = [&](project::ObjectId id, std::shared_ptr<const mesh::Mesh> mesh,
                         const glm::mat4& transform, std::optional<mesh::Rgba8> colour = {}) {
        render::SceneObject object;
        object.id = static_cast<std::uint64_t>(id);
        object.mesh = std::move(mesh);
        object.transform = transform;
        object.colour = colour;
        object.field = workspace.print().field(id, object.mesh);
        object.selected = workspace.selection().contains(id);
        object.hovered = hovered == object.id;
        scene->objects.push_back(std::move(object));
    };
    const auto& previews = workspace.previews();
    const project::Document& document = *workspace.objects()->document();
    scene->objects.reserve(document.objects.size() + previews.size());
    for (const project::ObjectPtr& object : document.objects) {
        const auto live = previews.find(object->id);
        if (live != previews.end()) {
            add(object->id, live->second.mesh, live->second.transform);
        } else if (const Proposal* proposed = workspace.print().proposal(object->id)) {
            add(object->id, proposed->mesh, proposed->transform, object->colour);
        } else if (object->visible) {
            add(object->id, object->mesh, object->transform, object->colour);
        }
    }
    for (const auto& [id, live] : previews) {
        if (!workspace.objects()->object(id)) add(id, live.mesh, live.transform);
    }
    return scene;
}

std::shared_ptr<render::RenderScene> buildScene(const project::Document& document,
                                                const render::ViewOptions& view) {
    auto scene = std::make_shared<render::RenderScene>();
    scene->view = view;
    for (const project::ObjectPtr& object : document.objects) {
        if (!object->visible) continue;
        render::SceneObject shown;
        shown.id = static_cast<std::uint64_t>(object->id);
        shown.mesh = object->mesh;
        shown.transform = object->transform;
        shown.colour = object->colour;
        scene->objects.push_back(std::move(shown));
    }
    return scene;
}

mesh::Box selectionBox(const render::RenderScene& scene) {
    mesh::Box box;
    for (const render::SceneObject& object : scene.objects) {
        if (object.selected) grow(box, render::worldBox(object));
    }
    return box.empty() ? render::worldBox(scene) : box;
}

mesh::Box objectBox(const render::RenderScene& scene, project::ObjectId id) {
    for (const render::SceneObject& object : scene.objects) {
        if (object.id == static_cast<std::uint64_t>(id)) return render::worldBox(object);
    }
    return {};
}

std::shared_ptr<const render::RenderScene> withHovered(const render::RenderScene& scene,
                                                       std::optional<std::uint64_t> hovered) {
    auto next = std::make_shared<render::RenderScene>(scene);
    for (render::SceneObject& object : next->objects)
        object.hovered = hovered == object.id;
    return next;
}

std::shared_ptr<const render::RenderScene> withView(const render::RenderScene& scene,
                                                    const render::ViewOptions& view) {
    auto next = std::make_shared<render::RenderScene>(scene);
    next->view = view;
    for (render::SceneObject& object : next->objects)
        object.selected = object.hovered = false;
    return next;
}

} // namespace orfeas::ui
