// Which object is under the cursor.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "render/scene/camera.h"
#include "render/scene/render_scene.h"

namespace orfeas::ui {

/// The nearest object a ray meets, by its boxes first and then by all its triangles (Möller and Trumbore 1997), both
/// sides. Runs on all cores, about 5 ms for a million triangles; call it off the UI thread.
std::optional<std::uint64_t> pickObject(const render::Ray& ray, const render::RenderScene& scene);

} // namespace orfeas::ui
