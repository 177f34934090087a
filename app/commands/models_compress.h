// `orfeas models compress`.
#pragma once

#include "app/command_line.h"

namespace CLI {
class App;
}

namespace orfeas::app {

/// A registered model made smaller, and how far the new one sees otherwise.
void addModelsCompress(CLI::App* models, CommandSlot& slot);

} // namespace orfeas::app
