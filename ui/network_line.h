// What the network that makes the next object is, and how it will be run.
#pragma once

#include <QString>

#include "core/generate/setting.h"

namespace orfeas::ui {

/// "Model owl · bfloat16, chosen by measure · on cpu". `settings` are the generator triposr's. The device is named once
/// the module with LibTorch is loaded, which the first run does. UI thread; reads two small files.
QString networkLine(const generate::Settings& settings);

} // namespace orfeas::ui
