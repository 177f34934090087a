// The reconstruction network with its weights, ready to look at pictures.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/inference/reconstruction/solid_code.h"
#include "core/inference/reconstruction/solid_encoder.h"
#include "core/inference/reconstruction/view_picture.h"
#include "core/jobs/job.h"

namespace orfeas::inference {

/// Runs on the processor without LibTorch: opening takes some 40 ms, a picture about as long as a frame of film.
/// Immutable; any thread.
class SolidNetwork {
public:
    /// `folder` holds config.json and weights.safetensors. Fails with NotFound or BadInput in words.
    static Result<std::shared_ptr<const SolidNetwork>> open(const std::filesystem::path& folder);

    SolidNetwork(const SolidConfig& config, const SolidWeights& weights);

    const SolidConfig& config() const { return m_config; }
    /// A hash of the files it was opened from; empty when it was not made from files.
    const std::string& content() const { return m_content; }
    /// Looks at the picture and at its mirror image (meetHalfway). `picture` has the side of the configuration. Fails
    /// only when cancelled.
    Result<std::shared_ptr<const SolidCode>> look(const ViewPicture& picture,
                                                  const jobs::JobContext& context) const;

private:
    SolidConfig m_config;
    std::string m_content;
    SolidEncoder m_encoder;
    std::shared_ptr<const SolidDecoder> m_decoder;
};

/// Where the weights that come with Orfeas are: ../share/orfeas/models/reconstruct beside the program (which is where
/// building and installing put them), or the folder in ORFEAS_RECONSTRUCT. NotFound when there is none.
Result<std::filesystem::path> reconstructFolder();

} // namespace orfeas::inference
