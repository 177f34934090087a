// What the job engine and the result cache are worth on this machine.
#pragma once

#include "app/command_line.h"

namespace CLI {
class App;
}

namespace orfeas::app {

constexpr const char* kBatchBench = "many requests through job engine and cache, against one by one without";

/// `orfeas bench batch`.
void addBatchBench(CLI::App* bench, CommandSlot& slot);

} // namespace orfeas::app
