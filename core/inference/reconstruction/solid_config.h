// The sizes of the reconstruction network, and the tensors it is made of.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/inference/weights.h"

namespace orfeas::inference {

/// A pixel-aligned implicit network (PIFu, Saito et al. 2019), small enough for a laptop. A U-Net looks at the picture;
/// a point of the view cube (core/shapes/sample.h) gathers what the network saw where the point projects, at three
/// scales, the two coarser ones in slices along the view, and a small perceptron makes a signed distance and a colour
/// of that. Before that the network says, dense over the picture, where the solid begins and ends along each line of
/// sight, starting from the inflated outline; points are told how far they are before and behind, and answer only how the
/// solid differs. So most is learned from every pixel at once, and a network that knows nothing yet is as good as
/// inflation. A last head tells how the camera stood.
struct SolidConfig {
    int side = 128;                              ///< pixels of the picture, a multiple of 64
    std::array<int, 4> widths{32, 64, 128, 192}; ///< channels at side / 2, / 4, / 8, / 16
    std::array<int, 4> encodeBlocks{0, 1, 1, 2}; ///< residual blocks on the way down
    std::array<int, 3> decodeBlocks{1, 1, 1};    ///< and on the way up, at side / 2, / 4, / 8
    int normGroups = 8;
    int heads = 4;           ///< of the attention at the coarsest scale
    int slices = 16;         ///< along the view, of both volumes
    int coarseFeatures = 16; ///< a slice, at side / 8
    int middleFeatures = 8;  ///< a slice, at side / 4
    int code = 128;          ///< what is known of the picture as a whole
    int hidden = 96;         ///< the perceptron's width
    int layers = 2;          ///< its residual layers

    bool operator==(const SolidConfig&) const = default;

    /// What the perceptron sees of a point: fine, coarse and middle features, the picture's own planes, coordinates.
    int pointInputs() const;
};

inline constexpr int kPicturePlanes = 5;     ///< red, green, blue (premultiplied), coverage, inflated height
inline constexpr int kPointCoordinates = 11; ///< see SolidCode::inputs
inline constexpr int kHeightPlane = 4;
/// What the first layer sees: the planes, and where in the picture they are, x and y in -1 … 1, y up.
inline constexpr int kEncoderInputs = kPicturePlanes + 2;

/// What is said of front and back as a whole, four numbers each: how far all of it lies toward the viewer, how it slopes
/// along x and along y, and how much higher it bulges than the inflated outline. Most of what tells one depth from another
/// is in these eight (they bring the mean difference from 0.19 to 0.08 on made shapes), and no convolution finds a
/// slope over the whole picture easily.
inline constexpr int kWholeNumbers = 8;
inline constexpr float kWholeUnit = 0.5f;

/// The depth head's 1, in cube units.
inline constexpr float kDepthUnit = 0.2f;
/// The distance to the nearer of front and back, cut off at this, is what a point's answer is added to, in cube units.
inline constexpr float kDepthReach = 0.08f;

/// How a tensor begins before training.
enum class Beginning { Zero, One, Kaiming, Small };

struct SolidTensor {
    std::string name;
    Shape shape;
    Beginning beginning = Beginning::Kaiming;
};

/// Every tensor, in the order of the network. Convolutions are (out, in, 3, 3) or (out, in), as LibTorch has them.
std::vector<SolidTensor> solidTensors(const SolidConfig& config);

/// As JSON, and back. BadInput names the field that is missing, unknown or out of range.
std::string solidConfigText(const SolidConfig& config);
Result<SolidConfig> parseSolidConfig(std::string_view text);

} // namespace orfeas::inference
