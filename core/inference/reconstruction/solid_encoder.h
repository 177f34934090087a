// The half of the reconstruction network that looks at the picture.
#pragma once

#include <array>
#include <vector>

#include "core/inference/reconstruction/feature_map.h"
#include "core/inference/reconstruction/solid_config.h"
#include "core/inference/reconstruction/solid_weights.h"
#include "core/inference/reconstruction/view_picture.h"
#include "core/jobs/job.h"

namespace orfeas::inference {

/// What the network saw: see SeenPictures in core/inference/training, whose second implementation this is; the tests
/// hold both against each other.
struct SeenPicture {
    FeatureMap planes; ///< the picture itself, 0 … 1
    FeatureMap fine;   ///< side / 2
    FeatureMap
        depth; ///< side / 2: z where the solid begins and where it ends; the inflated height they started from
    std::array<float, 2> bulge{1.0f, 1.0f}; ///< how much of that height is in front and back
    std::vector<float> code;
    float elevation = 0.0f; ///< radians
    float cameraDistance = 0.0f;
};

/// What was seen in a picture, its shape and camera meeting halfway what was seen in its mirror image: a thing and
/// its mirror image have the same depth, and where the network finds different ones each is off in its own way (2 %
/// less error on pictures of real things).
void meetHalfway(SeenPicture& seen, const SeenPicture& mirror);

class SolidEncoder {
public:
    SolidEncoder(const SolidConfig& config, const SolidWeights& weights);

    /// About 0.7 GFLOP. Fails only when cancelled.
    Result<SeenPicture> operator()(const ViewPicture& picture, const jobs::JobContext& context) const;

private:
    struct Block {
        GroupNorm norm1, norm2;
        Convolution first, second;
    };
    using Blocks = std::vector<Block>;

    Blocks loadBlocks(const SolidWeights& weights, const std::string& name, int count) const;
    static void run(const Blocks& blocks, FeatureMap& map);
    FeatureMap attended(const FeatureMap& map) const;
    void sayDepth(SeenPicture& seen) const;
    void look(const FeatureMap& deepest, SeenPicture& seen) const;

    SolidConfig m_config;
    Convolution m_stem;
    std::array<Convolution, 4> m_down; ///< the first is not used
    std::array<Blocks, 4> m_encode;
    std::array<Convolution, 3> m_up;
    std::array<Blocks, 3> m_decode;
    GroupNorm m_contextNorm;
    Convolution m_query, m_contextOut;
    GroupNorm m_fineNorm, m_codeNorm;
    Convolution m_depth;
    DenseMatrix m_code, m_viewHidden, m_viewOut, m_wholeHidden, m_wholeOut;
};

} // namespace orfeas::inference
