#include "core/inference/reconstruction/solid_network.h"

#include <cstdlib>
#include <string_view>
#include <system_error>

#include "core/io/atomic_file.h"

namespace orfeas::inference {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostConfigBytes = 1 << 16;

} // namespace

SolidNetwork::SolidNetwork(const SolidConfig& config, const SolidWeights& weights)
    : m_config(config), m_encoder(config, weights),
      m_decoder(std::make_shared<SolidDecoder>(config, weights)) {}

Result<std::shared_ptr<const SolidNetwork>> SolidNetwork::open(const fs::path& folder) {
    ORFEAS_TRY(text, io::readFile(folder / "config.json", kMostConfigBytes));
    ORFEAS_TRY(config, parseSolidConfig({reinterpret_cast<const char*>(text.data()), text.size()}));
    ORFEAS_TRY(file, openWeights(folder / "weights.safetensors"));
    ORFEAS_TRY(weights, SolidWeights::from(config, file));
    return std::make_shared<const SolidNetwork>(config, weights);
}

Result<std::shared_ptr<const SolidCode>> SolidNetwork::look(const ViewPicture& picture,
                                                            const jobs::JobContext& context) const {
    ORFEAS_TRY(seen, m_encoder(picture, context));
    return std::make_shared<const SolidCode>(m_decoder, seen);
}

Result<fs::path> reconstructFolder() {
    std::error_code fault;
    if (const char* named = std::getenv("ORFEAS_RECONSTRUCT"); named && *named) return fs::path(named);
    const fs::path program = fs::read_symlink("/proc/self/exe", fault);
    if (!fault) {
        const fs::path folder = program.parent_path() / ".." / "share" / "orfeas" / "models" / "reconstruct";
        if (fs::exists(folder / "weights.safetensors", fault)) return folder;
    }
    return Error{ErrorCode::NotFound,
                 "This build came without the weights of its reconstruction network; use another generator",
                 {}};
}

} // namespace orfeas::inference
