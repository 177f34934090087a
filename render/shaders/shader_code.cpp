#include "render/shaders/shader_code.h"

namespace orfeas::render::shaders {
namespace {
constexpr std::uint32_t kFullscreenVertWords[] =
#include "render/shaders/fullscreen.vert.inc"
    ;
constexpr std::uint32_t kBackgroundFragWords[] =
#include "render/shaders/background.frag.inc"
    ;
constexpr std::uint32_t kMeshVertWords[] =
#include "render/shaders/mesh.vert.inc"
    ;
constexpr std::uint32_t kMeshFragWords[] =
#include "render/shaders/mesh.frag.inc"
    ;
constexpr std::uint32_t kPositionVertWords[] =
#include "render/shaders/position.vert.inc"
    ;
constexpr std::uint32_t kMaskFragWords[] =
#include "render/shaders/mask.frag.inc"
    ;
constexpr std::uint32_t kOutlineFragWords[] =
#include "render/shaders/outline.frag.inc"
    ;
constexpr std::uint32_t kShadowVertWords[] =
#include "render/shaders/shadow.vert.inc"
    ;
constexpr std::uint32_t kShadowFragWords[] =
#include "render/shaders/shadow.frag.inc"
    ;
constexpr std::uint32_t kBlurFragWords[] =
#include "render/shaders/blur.frag.inc"
    ;
constexpr std::uint32_t kGridVertWords[] =
#include "render/shaders/grid.vert.inc"
    ;
constexpr std::uint32_t kGridFragWords[] =
#include "render/shaders/grid.frag.inc"
    ;
constexpr std::uint32_t kWireVertWords[] =
#include "render/shaders/wire.vert.inc"
    ;
constexpr std::uint32_t kWireFragWords[] =
#include "render/shaders/wire.frag.inc"
    ;
constexpr std::uint32_t kAxesVertWords[] =
#include "render/shaders/axes.vert.inc"
    ;
constexpr std::uint32_t kAxesFragWords[] =
#include "render/shaders/axes.frag.inc"
    ;
constexpr std::uint32_t kDepthVertWords[] =
#include "render/shaders/depth.vert.inc"
    ;
constexpr std::uint32_t kDepthFragWords[] =
#include "render/shaders/depth.frag.inc"
    ;
constexpr std::uint32_t kPyramidCompWords[] =
#include "render/shaders/pyramid.comp.inc"
    ;
constexpr std::uint32_t kAmbientFragWords[] =
#include "render/shaders/ambient.frag.inc"
    ;
constexpr std::uint32_t kAmbientBlurFragWords[] =
#include "render/shaders/ambient_blur.frag.inc"
    ;
constexpr std::uint32_t kDebugVertWords[] =
#include "render/shaders/debug.vert.inc"
    ;
constexpr std::uint32_t kDebugFragWords[] =
#include "render/shaders/debug.frag.inc"
    ;
constexpr std::uint32_t kOverlayVertWords[] =
#include "render/shaders/overlay.vert.inc"
    ;
constexpr std::uint32_t kOverlayFragWords[] =
#include "render/shaders/overlay.frag.inc"
    ;
constexpr std::uint32_t kHandleVertWords[] =
#include "render/shaders/handle.vert.inc"
    ;
constexpr std::uint32_t kHandleFragWords[] =
#include "render/shaders/handle.frag.inc"
    ;
constexpr std::uint32_t kLineVertWords[] =
#include "render/shaders/line.vert.inc"
    ;
constexpr std::uint32_t kPickVertWords[] =
#include "render/shaders/pick.vert.inc"
    ;
constexpr std::uint32_t kPickFragWords[] =
#include "render/shaders/pick.frag.inc"
    ;
constexpr std::uint32_t kPickTriangleFragWords[] =
#include "render/shaders/pick_triangle.frag.inc"
    ;
constexpr std::uint32_t kPickThroughFragWords[] =
#include "render/shaders/pick_through.frag.inc"
    ;
constexpr std::uint32_t kCullCompWords[] =
#include "render/shaders/cull.comp.inc"
    ;
constexpr std::uint32_t kCompactCompWords[] =
#include "render/shaders/compact.comp.inc"
    ;
} // namespace

const Code kFullscreenVert{kFullscreenVertWords};
const Code kBackgroundFrag{kBackgroundFragWords};
const Code kMeshVert{kMeshVertWords};
const Code kMeshFrag{kMeshFragWords};
const Code kPositionVert{kPositionVertWords};
const Code kMaskFrag{kMaskFragWords};
const Code kOutlineFrag{kOutlineFragWords};
const Code kShadowVert{kShadowVertWords};
const Code kShadowFrag{kShadowFragWords};
const Code kBlurFrag{kBlurFragWords};
const Code kGridVert{kGridVertWords};
const Code kGridFrag{kGridFragWords};
const Code kWireVert{kWireVertWords};
const Code kWireFrag{kWireFragWords};
const Code kAxesVert{kAxesVertWords};
const Code kAxesFrag{kAxesFragWords};
const Code kDepthVert{kDepthVertWords};
const Code kDepthFrag{kDepthFragWords};
const Code kPyramidComp{kPyramidCompWords};
const Code kAmbientFrag{kAmbientFragWords};
const Code kAmbientBlurFrag{kAmbientBlurFragWords};
const Code kDebugVert{kDebugVertWords};
const Code kDebugFrag{kDebugFragWords};
const Code kOverlayVert{kOverlayVertWords};
const Code kOverlayFrag{kOverlayFragWords};
const Code kHandleVert{kHandleVertWords};
const Code kHandleFrag{kHandleFragWords};
const Code kLineVert{kLineVertWords};
const Code kPickVert{kPickVertWords};
const Code kPickFrag{kPickFragWords};
const Code kPickTriangleFrag{kPickTriangleFragWords};
const Code kPickThroughFrag{kPickThroughFragWords};
const Code kCullComp{kCullCompWords};
const Code kCompactComp{kCompactCompWords};

} // namespace orfeas::render::shaders
