// What making training samples costs on this machine.
#pragma once

namespace CLI {
class App;
}

namespace orfeas::app {

struct CommandSlot;

constexpr const char* kShapesBench =
    "training samples a second, on all cores and per processor second, and what takes their time";

/// Declares `orfeas bench shapes`: samples of the sizes training uses, made on every core; then one by one, timed in
/// their three parts and by family. The baseline is the same pictures without the search for the primitives near a ray:
/// every primitive asked at every step.
void addShapesBench(CLI::App* bench, CommandSlot& slot);

} // namespace orfeas::app
