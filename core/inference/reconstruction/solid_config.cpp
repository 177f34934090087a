#include "core/inference/reconstruction/solid_config.h"

#include <nlohmann/json.hpp>

namespace orfeas::inference {
namespace {

using nlohmann::json;

constexpr std::string_view kKind = "orfeas-solid-3";

// Collects tensors under their names.
class Collector {
public:
    void convolution(const std::string& name, int in, int out, int kernel,
                     Beginning beginning = Beginning::Kaiming) {
        const Shape shape = kernel == 1 ? Shape{out, in} : Shape{out, in, kernel, kernel};
        add(name + ".weight", shape, beginning);
        add(name + ".bias", {out}, Beginning::Zero);
    }
    void norm(const std::string& name, int channels) {
        add(name + ".weight", {channels}, Beginning::One);
        add(name + ".bias", {channels}, Beginning::Zero);
    }
    // x + second(silu(norm(first(silu(norm(x))))))
    void block(const std::string& name, int channels) {
        norm(name + ".norm1", channels);
        convolution(name + ".first", channels, channels, 3);
        norm(name + ".norm2", channels);
        convolution(name + ".second", channels, channels, 3, Beginning::Small);
    }
    void blocks(const std::string& name, int channels, int count) {
        for (int i = 0; i < count; ++i)
            block(name + "." + std::to_string(i), channels);
    }
    std::vector<SolidTensor> take() { return std::move(m_tensors); }

private:
    void add(std::string name, Shape shape, Beginning beginning) {
        m_tensors.push_back({std::move(name), std::move(shape), beginning});
    }
    std::vector<SolidTensor> m_tensors;
};

void pictureTensors(Collector& all, const SolidConfig& c) {
    all.convolution("stem", kEncoderInputs, c.widths[0], 3);
    for (std::size_t i = 0; i < 4; ++i) {
        const std::string level = std::to_string(i);
        if (i > 0) all.convolution("down." + level, c.widths[i - 1], c.widths[i], 3);
        all.blocks("encode." + level, c.widths[i], c.encodeBlocks[i]);
    }
    all.norm("context.norm", c.widths[3]);
    all.convolution("context.query", c.widths[3], 3 * c.widths[3], 1);
    all.convolution("context.out", c.widths[3], c.widths[3], 1, Beginning::Small);
    for (std::size_t i = 3; i-- > 0;) {
        const std::string level = std::to_string(i);
        all.convolution("up." + level, c.widths[i + 1], c.widths[i], 1);
        all.blocks("decode." + level, c.widths[i], c.decodeBlocks[i]);
    }
    all.norm("fine.norm", c.widths[0]);
    all.convolution("depth", c.widths[0], 2, 3, Beginning::Small);
    all.norm("code.norm", c.widths[3]);
    all.convolution("code.out", c.widths[3], c.code, 1);
    all.convolution("view.hidden", c.code, c.code, 1);
    all.convolution("view.out", c.code, 2, 1, Beginning::Small);
    all.convolution("whole.hidden", c.code, c.code, 1);
    all.convolution("whole.out", c.code, kWholeNumbers, 1, Beginning::Small);
}

void pointTensors(Collector& all, const SolidConfig& c) {
    all.convolution("point.first", c.pointInputs(), c.hidden, 1);
    all.convolution("point.code", c.code, c.hidden, 1);
    for (int i = 0; i < c.layers; ++i)
        all.convolution("point.layer." + std::to_string(i), c.hidden, c.hidden, 1);
    all.convolution("point.color", c.hidden, 3, 1);
}

// One field between its JSON and its limits.
template <typename Visit>
void eachField(SolidConfig& c, const Visit& visit) {
    visit("side", &c.side, 1, 64, 512);
    visit("widths", c.widths.data(), 4, 8, 1024);
    visit("encode_blocks", c.encodeBlocks.data(), 4, 0, 8);
    visit("decode_blocks", c.decodeBlocks.data(), 3, 0, 8);
    visit("norm_groups", &c.normGroups, 1, 1, 64);
    visit("heads", &c.heads, 1, 1, 32);
    visit("code", &c.code, 1, 8, 1024);
    visit("hidden", &c.hidden, 1, 8, 1024);
    visit("layers", &c.layers, 1, 0, 16);
}

constexpr int kFields = 9;

Error wrong(const std::string& what) {
    return {ErrorCode::BadInput, "The reconstruction network's configuration is not sound: " + what, {}};
}

Result<void> checkDivisions(const SolidConfig& c) {
    if (c.side % 64 != 0) return wrong("\"side\" must be a multiple of 64");
    for (const int width : c.widths) {
        if (width % c.normGroups != 0) return wrong("\"widths\" must be multiples of \"norm_groups\"");
    }
    if (c.widths[3] % c.heads != 0) return wrong("the last of \"widths\" must be a multiple of \"heads\"");
    return {};
}

} // namespace

int SolidConfig::pointInputs() const {
    return widths[0] + kPicturePlanes + kPointCoordinates;
}

std::vector<SolidTensor> solidTensors(const SolidConfig& config) {
    Collector all;
    pictureTensors(all, config);
    pointTensors(all, config);
    return all.take();
}

std::string solidConfigText(const SolidConfig& config) {
    SolidConfig copy = config;
    json out = {{"kind", kKind}};
    eachField(copy, [&](const char* name, const int* values, int count, int, int) {
        out[name] = count == 1 ? json(*values) : json(std::vector<int>(values, values + count));
    });
    return out.dump(2);
}

Result<SolidConfig> parseSolidConfig(std::string_view text) {
    const json in = json::parse(text, nullptr, false);
    if (!in.is_object() || in.value("kind", json()) != json(kKind))
        return wrong("it is not one of \"" + std::string(kKind) + "\"");
    if (in.size() != kFields + 1) return wrong("it has fields that are not known, or lacks some");
    SolidConfig config;
    std::string fault;
    eachField(config, [&](const char* name, int* values, int count, int least, int most) {
        const json found = in.value(name, json());
        const json list = found.is_array() ? found : json::array({found});
        bool sound = list.size() == std::size_t(count);
        for (std::size_t i = 0; sound && i < list.size(); ++i) {
            sound = list[i].is_number_integer() && list[i] >= least && list[i] <= most;
            if (sound) values[i] = list[i].template get<int>();
        }
        if (!sound) fault = "\"" + std::string(name) + "\" is missing or out of range";
    });
    if (!fault.empty()) return wrong(fault);
    ORFEAS_CHECK(checkDivisions(config));
    return config;
}

} // namespace orfeas::inference
