#include "core/generate/shared_pass.h"

#include <memory>
#include <utility>

#include "core/image/cutout.h"

namespace orfeas::generate {
namespace {

constexpr int kMany = 8; ///< where so many gain nothing by sharing a pass, none do

// What making `task` would ask of `generator`; an Error where it would ask something else or nothing.
Result<Request> requestOf(const GenerateTask& task, const Generator& generator, const Settings& settings,
                          const jobs::JobContext& context) {
    ORFEAS_TRY(own, completeSettings(generator.settings(), task.settings));
    if (task.generator != generator.name() || own != settings)
        return Error{ErrorCode::Unsupported, "It is made in another way", {}};
    ORFEAS_TRY(picture, preparedPicture(task, context));
    if (task.cutout) return Request{picture, task.cutout, settings};
    ORFEAS_TRY(cutout, image::cutOut(*picture, image::CutoutEffort::Full, context));
    return Request{picture, std::make_shared<const image::Cutout>(std::move(cutout)), settings};
}

} // namespace

Result<int> lookTogether(const Generator& generator, const Request& request, const WaitingTasks& waiting,
                         const jobs::JobContext& context) {
    const auto* batcher = dynamic_cast<const Batcher*>(&generator);
    if (!batcher || !waiting) return 0;
    const auto together = [&](std::size_t pictures) {
        const auto forecast = batcher->forecast(request.settings, static_cast<int>(pictures));
        return forecast.ok() ? forecast->together : 1; // what is wrong the run itself says
    };
    if (together(kMany) < 2) return 0; // nobody need look who waits
    const std::vector<GenerateTask> others = waiting();
    const int count = together(1 + others.size());
    if (count < 2) return 0;
    const jobs::JobContext quiet = context.withSink({}); // the row tells of its own picture
    auto at = others.begin();
    int looked = 1;
    const auto next = [&]() -> std::optional<Request> {
        while (at != others.end() && !context.cancelled()) {
            auto other = requestOf(*at++, generator, request.settings, quiet);
            if (!other.ok()) continue;
            ++looked;
            return std::move(*other);
        }
        return std::nullopt;
    };
    ORFEAS_CHECK(batcher->lookAt(request, count, next, context));
    return looked;
}

} // namespace orfeas::generate
