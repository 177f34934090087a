#include "core/inference/shared_pass.h"

#include <memory>
#include <optional>
#include <utility>

#include "core/image/cutout.h"
#include "core/inference/network_plan.h"

namespace orfeas::inference {
namespace {

using generate::GenerateTask;

Result<generate::Request> prepared(const GenerateTask& task, const generate::Settings& settings,
                                   const jobs::JobContext& context) {
    ORFEAS_TRY(picture, generate::preparedPicture(task, context));
    if (task.cutout) return generate::Request{picture, task.cutout, settings};
    ORFEAS_TRY(cutout, image::cutOut(*picture, image::CutoutEffort::Full, context));
    return generate::Request{picture, std::make_shared<const image::Cutout>(std::move(cutout)), settings};
}

} // namespace

Result<int> lookTogether(const TripoSrGenerator& network, const GenerateTask& task,
                         const WaitingTasks& waiting, const jobs::JobContext& context) {
    const auto complete = [&](const GenerateTask& one) {
        return generate::completeSettings(network.settings(), one.settings);
    };
    ORFEAS_TRY(settings, complete(task));
    const auto together = [&](std::size_t pictures) {
        const auto forecast = network.forecast(settings, static_cast<int>(pictures));
        return forecast.ok() ? forecast->together : 1; // what is wrong the run itself says
    };
    if (together(kMostTogether) < 2) return 0;
    std::vector<GenerateTask> others = waiting();
    const int count = together(1 + others.size());
    if (count < 2) return 0;
    const jobs::JobContext quiet(context.stopToken(), {});
    ORFEAS_TRY(first, prepared(task, settings, quiet));
    auto at = others.begin();
    int looked = 1;
    const auto next = [&]() -> std::optional<generate::Request> {
        while (at != others.end() && !context.cancelled()) {
            const GenerateTask& other = *at++;
            const auto own = complete(other);
            if (other.generator != task.generator || !own.ok() || *own != settings) continue;
            auto request = prepared(other, settings, quiet);
            if (!request.ok()) continue;
            ++looked;
            return std::move(*request);
        }
        return std::nullopt;
    };
    ORFEAS_CHECK(network.lookAt(first, count, next, context));
    return looked;
}

} // namespace orfeas::inference
