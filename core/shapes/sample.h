// One training example of the reconstruction network: a picture of a shape we made, and the truth about the shape.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <glm/vec3.hpp>

#include "core/shapes/depth_maps.h"

namespace orfeas::shapes {

/// The view cube, in which network, samples and meshes agree. Camera-aligned: x right, y up, z toward the viewer; the
/// object's silhouette is centred in the square picture, whose half width is 1 at z = 0, and z = 0 is the middle of the
/// object's depth. Pinhole camera at (0, 0, cameraDistance): a point is seen at
/// (x, y) · cameraDistance / (cameraDistance − z), in -1 … 1, y up. The object lies within [-1, 1]³.
struct View {
    float cameraDistance = 2.75f; ///< 1 / tan(half the field of view); 2.75 is 40 degrees
    float elevation = 0.0f; ///< radians the camera looks down by: 0 is straight ahead, positive from above
    float azimuth = 0.0f;   ///< radians the camera went round from the object's front, positive to its left
};

struct Family;

struct SampleOptions {
    int pictureSide = 128;          ///< pixels
    int surfacePoints = 1024;       ///< drawn near the surface, thin parts as likely as thick ones
    int volumePoints = 1024;        ///< drawn evenly in the cube
    const Family* family = nullptr; ///< of this one only
};

/// Where a shape is and is not. `distance` is a lower bound of the distance to the surface in cube units and has its
/// exact sign: negative inside.
struct TruthPoint {
    glm::vec3 position; ///< in the view cube
    float distance;
    glm::vec3 color; ///< linear 0 … 1, of the nearest surface, without light
};

struct Sample {
    std::uint64_t seed = 0;
    std::string family;   ///< "quadruped", "vessel", …
    bool drawing = false; ///< flat or outlined, rather than photo-like
    int side = 0;
    std::vector<std::uint8_t> rgba; ///< side × side, straight alpha, sRGB; top row first
    View view;
    DepthMaps depth;                ///< half as wide as the picture
    std::vector<TruthPoint> points; ///< first those near the surface, then those of the volume
};

/// The example of this seed. The same seed and options give the same sample, on every thread and run. Thread-safe.
Sample makeSample(std::uint64_t seed, const SampleOptions& options);

} // namespace orfeas::shapes
