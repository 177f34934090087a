#include "core/generate/auto_generator.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/generate/detail.h"

namespace orfeas::generate {
namespace {

constexpr int kProbes = 256;          ///< looked at along the longer side
constexpr double kFlatShare = 0.9;    ///< of pixels equal to their neighbours in a drawing of flat colours
constexpr std::size_t kFewColors = 8; ///< that cover the most of it
constexpr double kFewColorsShare = 0.88;
constexpr double kManyColorsShare = 0.95; ///< the most frequent colours of a shaded thing cover less
constexpr double kShadedShare =
    0.2; ///< of pixels unlike their neighbours, where light falls on something solid
constexpr double kLeastSubject = 0.02; ///< of the frame: less is lines
constexpr int kMostParts = 3;          ///< of one thing
constexpr double kFrameShare =
    0.97; ///< from this the subject fills the frame: there is no outline to speak of

struct PictureFacts {
    double subjectShare = 1.0; ///< of the frame
    double flatShare = 0.0;    ///< of subject pixels just like their neighbours
    double fewShare = 0.0;     ///< of subject pixels in the most frequent colours
    std::size_t colors = 0;    ///< that cover at least one percent each
};

bool alike(const std::uint8_t* a, const std::uint8_t* b) {
    return std::abs(a[0] - b[0]) + std::abs(a[1] - b[1]) + std::abs(a[2] - b[2]) <= 6;
}

PictureFacts look(const image::Picture& picture, const image::Mask& mask) {
    const int step = std::max(1, std::max(picture.width, picture.height) / kProbes);
    std::vector<std::uint32_t> histogram(16 * 16 * 16, 0);
    double all = 0.0, subject = 0.0, pairs = 0.0, flat = 0.0;
    for (int y = 0; y < picture.height; y += step) {
        for (int x = 0; x < picture.width; x += step) {
            all += 1.0;
            if (mask.at(x, y) < 250) continue;
            subject += 1.0;
            const std::uint8_t* p = picture.pixel(x, y);
            ++histogram[static_cast<std::size_t>((p[0] >> 4) * 256 + (p[1] >> 4) * 16 + (p[2] >> 4))];
            for (const auto& [dx, dy] : {std::array{1, 0}, std::array{0, 1}}) {
                if (x + dx >= picture.width || y + dy >= picture.height || mask.at(x + dx, y + dy) < 250)
                    continue;
                pairs += 1.0;
                flat += alike(p, picture.pixel(x + dx, y + dy));
            }
        }
    }
    PictureFacts facts;
    facts.subjectShare = all > 0.0 ? subject / all : 1.0;
    facts.flatShare = pairs > 0.0 ? flat / pairs : 1.0;
    std::sort(histogram.begin(), histogram.end(), std::greater<>());
    double few = 0.0;
    for (std::size_t i = 0; i < histogram.size() && histogram[i] > 0; ++i) {
        if (i < kFewColors) few += histogram[i];
        facts.colors += histogram[i] > 0.01 * subject;
    }
    facts.fewShare = subject > 0.0 ? few / subject : 1.0;
    return facts;
}

Result<Request> delegated(const Request& request, const Generator& generator) {
    Settings own;
    own.set("size", request.settings.number("size"));
    own.set("detail", request.settings.choice("detail"));
    ORFEAS_TRY(settings, completeSettings(generator.settings(), own));
    return Request{request.picture, request.cutout, settings};
}

} // namespace

GeneratorChoice chooseGenerator(const image::Picture& picture, const image::Cutout& cutout) {
    const PictureFacts facts = look(picture, cutout.mask);
    const bool whole = cutout.method == image::CutoutMethod::Whole || facts.subjectShare > kFrameShare;
    const bool drawing = facts.flatShare > kFlatShare && facts.fewShare > kFewColorsShare;
    // One piece of one colour is a silhouette, and a silhouette makes a figure.
    const bool severalFlat = facts.colors > 1 || cutout.parts > 1 || whole;
    if (drawing && severalFlat)
        return {findGenerator("extrude"), "the picture has few flat colours, like a logo"};
    if (whole)
        return {findGenerator("relief"), "the picture has no subject that stands apart from its background"};
    const bool shaded = facts.flatShare < 1.0 - kShadedShare && facts.fewShare < kManyColorsShare &&
                        facts.subjectShare > kLeastSubject && int(cutout.parts) <= kMostParts;
    const Generator* reconstruct = findGenerator("reconstruct");
    if (shaded && reconstruct)
        return {reconstruct, "the picture shows a solid thing with light and shadow on it"};
    return {findGenerator("inflate"), "the picture shows a subject with an outline of its own"};
}

std::span<const SettingSpec> AutoGenerator::settings() const {
    static const std::vector<SettingSpec> list = {sizeSetting(), detailSetting()};
    return list;
}

Result<MeshPtr> AutoGenerator::firstShape(const Request& request, const jobs::JobContext& context) const {
    const GeneratorChoice choice = chooseGenerator(*request.picture, *request.cutout);
    ORFEAS_TRY(own, delegated(request, *choice.generator));
    return choice.generator->firstShape(own, context);
}

Result<Outcome> AutoGenerator::run(const Request& request, const PreviewSink& previews,
                                   const jobs::JobContext& context) const {
    const GeneratorChoice choice = chooseGenerator(*request.picture, *request.cutout);
    ORFEAS_TRY(own, delegated(request, *choice.generator));
    ORFEAS_TRY(outcome, choice.generator->run(own, previews, context));
    outcome.how += " (chosen because " + choice.why + ")";
    return outcome;
}

} // namespace orfeas::generate
