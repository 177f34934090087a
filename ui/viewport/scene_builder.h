// From the workspace to what the renderer draws.
#pragma once

#include <memory>
#include <optional>

#include "core/mesh/mesh.h"
#include "core/project/document.h"
#include "render/scene/render_scene.h"

namespace orfeas::ui {

class Workspace;

/// The visible objects, with a shape on the way in place of the object it will become. Shares the meshes.
std::shared_ptr<const render::RenderScene> buildScene(Workspace& workspace, const render::ViewOptions& view,
                                                      bool bedHighlighted,
                                                      std::optional<std::uint64_t> hovered);

/// Another document as it is: an earlier version, or one side of a comparison.
std::shared_ptr<render::RenderScene> buildScene(const project::Document& document,
                                                const render::ViewOptions& view);

/// The box of the selected objects, or of everything when none of them is in the scene.
mesh::Box selectionBox(const render::RenderScene& scene);
/// The box of one object; empty when it is not in the scene.
mesh::Box objectBox(const render::RenderScene& scene, project::ObjectId object);

/// The same scene with another object hovered, or none.
std::shared_ptr<const render::RenderScene> withHovered(const render::RenderScene& scene,
                                                       std::optional<std::uint64_t> hovered);
/// The same scene looked at otherwise, nothing selected.
std::shared_ptr<const render::RenderScene> withView(const render::RenderScene& scene,
                                                    const render::ViewOptions& view);

} // namespace orfeas::ui
