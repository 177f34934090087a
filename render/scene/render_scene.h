// What the viewport shows: an immutable value, made by the UI or a command and handed to the renderer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>

#include "core/mesh/mesh.h"
#include "render/scene/scalar_field.h"

namespace orfeas::render {

enum class Shading { Smooth, Flat };

/// Where a surface takes its colour from. Automatic: the texture, else the vertex colours, else clay. A mesh
/// that lacks the one asked for is shown in clay.
enum class ColourSource { Automatic, Texture, VertexColour, Clay };

enum class Lighting {
    Studio, ///< sky and ground, key light from over the viewer's shoulder, rim: the default
    Matcap, ///< a polished ball's reflections: shows dents best
    Unlit,  ///< the colours as they are in the file
};

/// What the surface's colour tells.
enum class SurfaceMode {
    Colour,   ///< the object's own, or its scalar field
    Normals,  ///< the direction it faces: x, y, z as red, green, blue
    Overhang, ///< faces that hang over more than `overhangDegrees`, and would be printed on air
};

enum class Background {
    Gradient,    ///< the dark studio
    Transparent, ///< for pictures to be laid over something
    Light,       ///< a bright studio, for manuals and shops
    Flat,        ///< `backgroundColour` alone
};

/// What lies on the side that the normal points to is cut away; the cut of a solid is shown filled.
struct SectionPlane {
    glm::vec3 normal{0.0f, 0.0f, 1.0f}; ///< length one
    float offsetMm = 0.0f;              ///< along the normal, from the origin

    bool operator==(const SectionPlane&) const = default;
};

struct ViewOptions {
    Shading shading = Shading::Smooth;
    ColourSource colour = ColourSource::Automatic;
    Lighting lighting = Lighting::Studio;
    Background background = Background::Gradient;
    SurfaceMode surface = SurfaceMode::Colour;
    float overhangDegrees = 45.0f; ///< from the vertical: what leans out farther is marked
    mesh::Rgba8 backgroundColour{255};
    std::optional<SectionPlane> section;
    bool xray = false;            ///< every object see-through, its folds and hidden parts showing
    bool wireframe = false;       ///< triangle edges over the surface
    bool showGrid = true;         ///< lines every 1, 10, 50 mm on the ground, fading by scale
    bool showBed = true;          ///< the printer's bed outline
    bool showShadow = true;       ///< soft contact shadow on the ground
    bool ambientOcclusion = true; ///< folds and gaps are darker; in the studio's light only
    bool showAxes = true;         ///< the small X Y Z tripod
    bool multisample = true;      ///< 4x; off: edges are jagged and the software driver is faster
    /// Device pixels per logical pixel: line widths and the tripod grow with it.
    float pixelRatio = 1.0f;
    /// From the right and bottom edge to the tripod's box, logical pixels: leaves room for the overlay.
    glm::vec2 axesInsetPx{18.0f, 18.0f};

    bool operator==(const ViewOptions&) const = default;
};

/// One object on the bed. `id` ties the object to its past: while a new mesh of the same id is still on its
/// way to the graphics card the old one keeps showing.
struct SceneObject {
    std::uint64_t id = 0;
    std::shared_ptr<const mesh::Mesh> mesh;
    glm::mat4 transform{1.0f}; ///< mesh to world, millimetres
    std::optional<mesh::Rgba8>
        colour; ///< instead of clay, and of the mesh's own colours; its alpha counts for nothing
    std::shared_ptr<const ScalarField> field; ///< shown instead of any colour; or none
    bool visible = true;
    bool selected = false; ///< outlined in the accent colour
    bool hovered = false;  ///< outlined faintly
    float opacity = 1.0f;
    float fadeIn = 1.0f; ///< 0 to 1 while the object appears; multiplies the opacity
};

struct RenderScene {
    std::vector<SceneObject> objects;
    glm::vec2 bedSizeMm{220.0f, 220.0f}; ///< centred on the origin, on z = 0
    bool bedHighlighted = false;         ///< a picture is being dragged over the window
    ViewOptions view;
};

/// The box of all objects in world space (of their transformed corners); empty when there is nothing.
mesh::Box worldBox(const RenderScene& scene);
/// The box of one object in world space.
mesh::Box worldBox(const SceneObject& object);
/// Triangles of all objects together.
std::uint64_t triangleCount(const RenderScene& scene);

} // namespace orfeas::render
