#include "core/cache/request_key.h"

#include <algorithm>
#include <string>

#include "core/base/version.h"

namespace orfeas::cache {
namespace {

// -0 and 0 are one setting.
std::string normalised(const generate::SettingValue& value) {
    const double* number = std::get_if<double>(&value);
    return generate::formatValue(number && *number == 0.0 ? generate::SettingValue(0.0) : value);
}

bool isBuiltIn(const generate::Generator& generator) {
    const auto all = generate::generators();
    return std::find(all.begin(), all.end(), &generator) != all.end();
}

void addGenerator(HashSum& sum, const generate::Generator& generator) {
    sum.add(generator.name()).add(generator.revision());
}

} // namespace

Hash128 pictureHash(const image::Picture& picture) {
    HashSum sum;
    sum.add(picture.width).add(picture.height).add(picture.hasAlpha ? 1 : 0);
    sum.add(std::as_bytes(std::span(picture.rgba))).add(std::as_bytes(std::span(picture.luma16)));
    return sum.sum();
}

std::optional<Hash128> requestKey(const generate::GenerateTask& task) {
    const generate::Generator* generator = generate::findGenerator(task.generator);
    if (!generator || !task.picture) return std::nullopt;
    const Result<generate::Settings> settings =
        generate::completeSettings(generator->settings(), task.settings);
    const std::optional<std::string> weights = generator->weightsName();
    if (!settings.ok() || !weights) return std::nullopt;
    // A network that does not name its weights could be answered with those of another: its results are not kept.
    if (weights->empty() && !isBuiltIn(*generator)) return std::nullopt;
    HashSum sum;
    sum.add(version()).add(generate::kPipelineRevision);
    addGenerator(sum, *generator);
    sum.add(*weights);
    if (generator->name() == "auto") {
        for (const generate::Generator* choice : generate::generators())
            addGenerator(sum, *choice);
    }
    for (const auto& [name, value] : settings->values())
        sum.add(name).add(normalised(value));
    const Hash128 picture = pictureHash(*task.picture);
    sum.add(picture.bytes);
    if (const image::Cutout* cutout = task.cutout.get()) {
        sum.add("mask").add(static_cast<std::int64_t>(cutout->method)).add(cutout->parts);
        sum.add(cutout->mask.width).add(cutout->mask.height);
        sum.add(std::as_bytes(std::span(cutout->mask.coverage)));
    }
    return sum.sum();
}

} // namespace orfeas::cache
