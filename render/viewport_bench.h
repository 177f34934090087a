// Measures the drawing itself: the same scene in several ways, on one device in one run.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace orfeas::render {

struct ViewportBenchOptions {
    int objects = 10'000;
    int meshes = 100;  ///< that the objects share
    bool heap = false; ///< piled up instead of on a plate: most are hidden by others
    int width = 320;   ///< a small picture: what is measured is objects, not pixels
    int height = 240;
    int frames = 12;     ///< of each way; the one that takes seconds a frame gets a quarter of them
    std::string adapter; ///< as in gpu::DeviceOptions
};

/// Medians over the frames, the camera turning a little from each to the next.
struct DrawFigures {
    std::string way;
    double frameMs = 0.0;  ///< from the start of recording until the card is done
    double recordMs = 0.0; ///< of which the processor, before the card is told
    std::uint64_t triangles = 0;
    std::uint64_t drawCalls = 0;
};

struct ViewportBenchResult {
    std::string rendererName;
    std::uint64_t sceneTriangles = 0;
    double moveRecordMs = 0.0; ///< card-driven, one object moved in every frame
    std::uint64_t recordsSentPerMove = 0;
    /// One draw an object; processor culls; card culls, full meshes; card culls, levels; the same without what is hidden.
    std::vector<DrawFigures> ways;
};

/// `stopped` is asked before every frame. Cancelled, Unavailable, OutOfMemory.
Result<ViewportBenchResult> benchViewport(const ViewportBenchOptions& options,
                                          const std::function<bool()>& stopped);

struct UploadBenchOptions {
    int triangles = 1'000'000;
    int replacements = 50;
    int width = 320;
    int height = 240;
    bool copying = false; ///< as if the card had memory of its own
    std::string adapter;
};

struct UploadBenchResult {
    std::string rendererName;
    std::uint64_t triangles = 0;
    bool direct = false; ///< written straight into the card's memory
    /// Frame times while nothing, and while a mesh was on its way.
    double quietMedianMs = 0.0, quietP99Ms = 0.0;
    double uploadMedianMs = 0.0, uploadP99Ms = 0.0;
    double untilShownMs = 0.0;    ///< median, from handing the mesh over until a frame shows it
    double longestRecordMs = 0.0; ///< the most that a frame took to be recorded while meshes arrived
    std::uint64_t frames = 0;
};

/// A mesh of so many triangles is replaced while frames are drawn one after the other.
Result<UploadBenchResult> benchUpload(const UploadBenchOptions& options,
                                      const std::function<bool()>& stopped);

} // namespace orfeas::render
