// Damages sound files of weights at random and reads them: whatever comes of it, the readers return and every tensor
// they hand out can be read to its end.   weights_fuzz [ROUNDS [SEED]]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "core/inference/weights.h"
#include "tests/core/inference/made_checkpoint.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace {

using namespace orfeas;

std::string safetensors() {
    const std::string header = R"({"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
                               R"("b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]}})";
    std::string file(8, '\0');
    file[0] = static_cast<char>(header.size());
    return file + header + std::string(32, '\1');
}

// One to eight changes: bytes, numbers at their edges, pieces cut, copied or taken from another sound file.
std::string damaged(std::string file, const std::vector<std::string>& sound, std::mt19937& random) {
    const auto below = [&](std::size_t n) { return n == 0 ? 0 : static_cast<std::size_t>(random() % n); };
    for (std::size_t changes = 1 + below(8); changes > 0 && !file.empty(); --changes) {
        const std::size_t at = below(file.size());
        switch (below(6)) {
        case 0:
            file[at] = static_cast<char>(random());
            break;
        case 1:
            file[at] = static_cast<char>(file[at] ^ 1 << below(8));
            break;
        case 2:
            for (std::size_t i = at; i < std::min(file.size(), at + 4); ++i)
                file[i] = below(2) ? '\xff' : '\x7f';
            break;
        case 3:
            file.erase(at, 1 + below(16));
            break;
        case 4:
            file.insert(at, file.substr(below(file.size()), 1 + below(24)));
            break;
        default: {
            const std::string& other = sound[below(sound.size())];
            file.replace(at, std::min<std::size_t>(file.size() - at, 12),
                         other.substr(below(other.size()), 12));
        }
        }
    }
    return file;
}

} // namespace

int main(int count, char** arguments) {
    const long rounds = count > 1 ? std::strtol(arguments[1], nullptr, 10) : 1000;
    std::mt19937 random(count > 2 ? static_cast<unsigned>(std::strtoul(arguments[2], nullptr, 10)) : 1u);
    const std::vector<std::string> sound{safetensors(), test::zipOf(test::soundCheckpoint())};
    const test::TemporaryFolder folder;
    long opened = 0;
    unsigned sum = 0;
    for (long round = 0; round < rounds; ++round) {
        const std::string& from = sound[static_cast<std::size_t>(round) % sound.size()];
        test::putBytes(folder / "weights", round < 2 ? from : damaged(from, sound, random));
        const Result<inference::Weights> weights = inference::openWeights(folder / "weights");
        if (!weights.ok()) {
            if (weights.error().userText.empty()) return std::fputs("an error without words\n", stderr), 1;
            continue;
        }
        ++opened;
        for (const auto& [name, view] : weights->tensors) {
            for (const std::byte byte : view.bytes)
                sum += std::to_integer<unsigned>(byte);
        }
    }
    std::printf("%ld of %ld files were still sound (%u)\n", opened, rounds, sum % 10u);
    return opened >= 2 && opened < rounds ? 0 : 1;
}
