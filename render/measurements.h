// What the debug overlay tells: figures of the last frames, and notes of whoever owns the rest of the program.
#pragma once

#include <string>
#include <vector>

namespace orfeas::render {

/// Lines of the program outside the renderer. A plain value, shared as shared_ptr<const>.
struct MeasurementNotes {
    std::vector<std::string> jobs;
    std::vector<std::string> caches;
    float pixelRatio = 1.0f; ///< of the window
};

} // namespace orfeas::render
