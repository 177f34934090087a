#include "app/commands/random_model.h"

#include <system_error>
#include <utility>

#include <unistd.h>

#include <fmt/format.h>

#include "core/inference/random_weights.h"
#include "core/inference/safetensors_file.h"
#include "core/inference/triposr_weights.h"

namespace orfeas::app {

namespace fs = std::filesystem;

Result<RandomModel> RandomModel::make(const jobs::JobContext& context) {
    RandomModel made;
    made.m_file = fs::temp_directory_path() / fmt::format("orfeas-bench-{}.safetensors", ::getpid());
    const auto config = inference::publishedTripoSr();
    ORFEAS_CHECK(inference::writeSafetensors(made.m_file, inference::makeRandomWeights(config, 1), context));
    return made;
}

RandomModel::RandomModel(RandomModel&& other) noexcept : m_file(std::exchange(other.m_file, {})) {}

RandomModel::~RandomModel() {
    std::error_code ignored;
    if (!m_file.empty()) fs::remove(m_file, ignored);
}

Result<inference::Model> RandomModel::open() const {
    inference::Model model;
    model.folder = m_file.parent_path();
    model.config = inference::publishedTripoSr();
    ORFEAS_TRY(weights, inference::openWeights(m_file));
    ORFEAS_CHECK(inference::checkWeights(model.config, weights));
    model.weights = std::move(weights);
    return model;
}

} // namespace orfeas::app
