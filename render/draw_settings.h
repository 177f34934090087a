// How a scene is drawn, where there is a choice.
#pragma once

#include <cstdint>

namespace orfeas::render {

enum class DrawPath : std::uint8_t {
    Automatic, ///< GpuDriven where the driver can, a software driver included: as fast there, and recorded in no time; else Plain
    GpuDriven, ///< the card culls, chooses levels and writes the draws itself
    Plain,     ///< the processor does; a draw per mesh and level
    OneByOne,  ///< a draw per object, nothing culled: what the benchmark compares with
};

struct DrawSettings {
    DrawPath path = DrawPath::Automatic;
    /// A coarser level is drawn when its error is smaller on the screen; 0: always the full meshes.
    float lodErrorPx = 0.7f;
    /// Leaves out what stands wholly behind other objects, found with a pyramid of depths; only where the card chooses. Pays
    /// when much is hidden and its triangles are many: see `orfeas bench viewport`.
    bool occlusion = false;
};

} // namespace orfeas::render
