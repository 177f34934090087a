#include "core/inference/reconstruction/solid_network.h"

#include <algorithm>
#include <cstdlib>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "core/base/parallel.h"
#include "core/inference/sha256.h"
#include "core/io/atomic_file.h"

namespace orfeas::inference {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostConfigBytes = 1 << 16;
constexpr std::size_t kPiece = std::size_t{1} << 20;

// The hash of the hashes of pieces, which all cores make.
std::string contentOf(std::span<const std::byte> config, std::span<const std::byte> weights) {
    std::vector<std::string> pieces((weights.size() + kPiece - 1) / kPiece);
    parallelFor(pieces.size(), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            Sha256 sum;
            sum.add(weights.subspan(i * kPiece, std::min(kPiece, weights.size() - i * kPiece)));
            pieces[i] = sum.hex();
        }
    });
    Sha256 all;
    all.add(config);
    for (const std::string& piece : pieces)
        all.add(std::as_bytes(std::span(piece)));
    return all.hex();
}

} // namespace

SolidNetwork::SolidNetwork(const SolidConfig& config, const SolidWeights& weights)
    : m_config(config), m_encoder(config, weights),
      m_decoder(std::make_shared<SolidDecoder>(config, weights)) {}

Result<std::shared_ptr<const SolidNetwork>> SolidNetwork::open(const fs::path& folder) {
    ORFEAS_TRY(text, io::readFile(folder / "config.json", kMostConfigBytes));
    ORFEAS_TRY(config, parseSolidConfig({reinterpret_cast<const char*>(text.data()), text.size()}));
    ORFEAS_TRY(file, openWeights(folder / "weights.safetensors"));
    ORFEAS_TRY(weights, SolidWeights::from(config, file));
    auto network = std::make_shared<SolidNetwork>(config, weights);
    network->m_content = contentOf(text, file.file->bytes());
    ORFEAS_CHECK(file.file->checkUnchanged());
    return std::shared_ptr<const SolidNetwork>(std::move(network));
}

Result<std::shared_ptr<const SolidCode>> SolidNetwork::look(const ViewPicture& picture,
                                                            const jobs::JobContext& context) const {
    ORFEAS_TRY(seen, m_encoder(picture, context));
    ORFEAS_TRY(mirror, m_encoder(mirrored(picture), context));
    meetHalfway(seen, mirror);
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
