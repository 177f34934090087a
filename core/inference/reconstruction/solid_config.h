// The sizes of the reconstruction network, and the tensors it is made of.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/inference/weights.h"

namespace orfeas::inference {

/// A U-Net (Ronneberger et al. 2015), small enough for a laptop, looks at the picture and says, dense over it, where the
/// solid begins and where it ends along each line of sight: the front that is seen and the back that is guessed (as
/// Gabeur et al. 2019, "Moulding Humans"). It starts from the inflated outline and answers only how the solid differs, so
/// a network that knows nothing yet is as good as inflation. A small perceptron, aligned with the pixels (PIFu, Saito et
/// al. 2019), gives points of the view cube (core/shapes/sample.h) their colour, and a last head tells how the camera
/// stood.
///
/// Why no distance for each point, as PIFu has it: measured, a perceptron that corrected the distance learned made
/// shapes better and made pictures of real things worse (F2 0.53 with it, 0.59 with front and back alone), while front
/// and back, even with the truth known at 96 pixels a side, leave room to 0.96.
struct SolidConfig {
    int side = 128;                              ///< pixels of the picture, a multiple of 64
    std::array<int, 4> widths{16, 48, 96, 192};  ///< channels at side / 2, / 4, / 8, / 16
    std::array<int, 4> encodeBlocks{0, 1, 1, 3}; ///< residual blocks on the way down
    std::array<int, 3> decodeBlocks{0, 1, 1};    ///< and on the way up, at side / 2, / 4, / 8
    int normGroups = 8;
    int heads = 4;   ///< of the attention at the coarsest scale
    int code = 128;  ///< what is known of the picture as a whole
    int hidden = 64; ///< the perceptron's width
    int layers = 1;  ///< its residual layers

    bool operator==(const SolidConfig&) const = default;

    /// What the perceptron sees of a point: features, the picture's own planes, coordinates.
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
