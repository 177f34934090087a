// What drawing costs on this machine.
#pragma once

#include "app/command_line.h"

namespace CLI {
class App;
}

namespace orfeas::app {

constexpr const char* kViewportBench =
    "frames of thousands of objects: the card chooses, against one draw an object";
constexpr const char* kUploadBench = "frames while a large mesh is replaced, against quiet ones";

/// `orfeas bench viewport` and `orfeas bench upload`.
void addViewportBench(CLI::App* bench, CommandSlot& slot);
void addUploadBench(CLI::App* bench, CommandSlot& slot);

} // namespace orfeas::app
