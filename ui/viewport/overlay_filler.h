// Puts what the workspace knows into words and figures for the viewport's overlay.
#pragma once

#include "ui/viewport/overlay_layer.h"

namespace orfeas::ui {

class Workspace;

/// Facts of the current object or its preview. `elsewhere`: the viewport shows something else than the workspace.
void describeObject(Workspace& workspace, bool elsewhere, OverlayContent& content);
/// The running job's stages.
void describeJob(Workspace& workspace, OverlayContent& content);
/// What colours mean in the looks' shading.
void describeColours(OverlayContent& content);

} // namespace orfeas::ui
