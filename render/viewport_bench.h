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
    int frames = 12;     ///< of each way; those that take seconds a frame get a quarter of them
    bool brief = false;  ///< without the ways that only explain the others
    std::string adapter; ///< as in gpu::DeviceOptions
};

enum class BenchWay : std::uint8_t {
    OneByOne,  ///< a draw for every object, as programs do that know no better
    Processor, ///< the processor culls and chooses levels
    CardFull,  ///< the card culls; full meshes
    Card,      ///< the card culls and chooses levels
    CardDepth, ///< and leaves out what is hidden
};

/// Medians over the frames, the camera turning a little from each to the next.
struct DrawFigures {
    BenchWay way = BenchWay::OneByOne;
    double frameMs = 0.0;  ///< from the start of recording until the card is done
    double recordMs = 0.0; ///< of which the processor, before the card is told
    std::uint64_t triangles = 0;
    std::uint64_t drawCalls = 0;
};

struct ViewportBenchResult {
    std::string rendererName;
    std::uint64_t sceneTriangles = 0;
    double moveRecordMs = 0.0; ///< in Studio's way, one object moved in every frame
    std::uint64_t recordsSentPerMove = 0;
    BenchWay studio = BenchWay::Card; ///< what Studio takes on this device
    std::vector<DrawFigures> ways;    ///< in the order of BenchWay

    const DrawFigures& of(BenchWay way) const;
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

/// Of frames drawn one after the other.
struct FrameTimes {
    double medianMs = 0.0, p99Ms = 0.0;              ///< whole frames
    double recordMedianMs = 0.0, recordMostMs = 0.0; ///< of which the render thread before the card is told
    std::uint64_t frames = 0;
    std::uint64_t waits =
        0; ///< how often the render thread slept while it recorded: for a lock, a fence, memory
};

struct UploadBenchResult {
    std::string rendererName;
    std::uint64_t triangles = 0;
    bool direct = false;         ///< written straight into the card's memory
    FrameTimes quiet, uploading; ///< the mesh drawn in full both times
    /// Beside a thread that does the arithmetic of preparing such meshes and has nothing to do with the card: what sharing the
    /// processor alone costs, and so what uploading is to be held against where a software driver draws.
    FrameTimes besideWork;
    double untilShownMs = 0.0; ///< median, from handing the mesh over until a frame shows it
    double previewsPerSecond =
        0.0; ///< a mesh that grows from 2 000 to 100 000 triangles, each size in the place of the last
    double previewRecordMostMs = 0.0;
    std::uint64_t previewsShown = 0;
    std::uint64_t framesWithoutObject = 0; ///< that showed nothing in its place; 0, or something is wrong
};

/// A mesh of so many triangles is replaced while frames are drawn one after the other.
Result<UploadBenchResult> benchUpload(const UploadBenchOptions& options,
                                      const std::function<bool()>& stopped);

} // namespace orfeas::render
