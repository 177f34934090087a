// `orfeas models fit`.
#pragma once

#include "app/command_line.h"

namespace CLI {
class App;
}

namespace orfeas::app {

/// What a model takes on this machine: the best plan within a limit, and the alternatives.
void addModelsFit(CLI::App* models, CommandSlot& slot);

} // namespace orfeas::app
