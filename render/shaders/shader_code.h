// The compiled shaders, built into the program. Same names as the files in this folder.
#pragma once

#include <cstdint>
#include <span>

namespace orfeas::render::shaders {

using Code = std::span<const std::uint32_t>;

extern const Code kFullscreenVert;
extern const Code kBackgroundFrag;
extern const Code kMeshVert;
extern const Code kMeshFrag;
extern const Code kPositionVert;
extern const Code kMaskFrag;
extern const Code kOutlineFrag;
extern const Code kShadowVert;
extern const Code kShadowFrag;
extern const Code kBlurFrag;
extern const Code kGridVert;
extern const Code kGridFrag;
extern const Code kWireVert;
extern const Code kWireFrag;
extern const Code kAxesVert;
extern const Code kAxesFrag;
extern const Code kOverlayVert;
extern const Code kOverlayFrag;
extern const Code kHandleVert;
extern const Code kHandleFrag;
extern const Code kLineVert;
extern const Code kPickVert;
extern const Code kPickFrag;
extern const Code kPickTriangleFrag;
extern const Code kPickThroughFrag;
extern const Code kCullComp;
extern const Code kCompactComp;
extern const Code kDepthVert;
extern const Code kDepthFrag;
extern const Code kPyramidComp;
extern const Code kAmbientFrag;
extern const Code kAmbientBlurFrag;
extern const Code kDebugVert;
extern const Code kDebugFrag;

} // namespace orfeas::render::shaders
