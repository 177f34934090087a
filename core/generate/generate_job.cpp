#include "core/generate/generate_job.h"

#include <algorithm>
#include <utility>

#include "core/base/log.h"
#include "core/generate/auto_generator.h"
#include "core/generate/shared_pass.h"
#include "core/generate/sound_result.h"
#include "core/image/picture_file.h"
#include "core/image/resize.h"

namespace orfeas::generate {
namespace {

// Beyond this a print gains nothing (0.02 mm on an 80 mm object) and time and memory would follow the camera's pixel
// count: such pictures are area-averaged down right after decoding.
constexpr int kLongestSide = 4096;
// The first shape is coarse: what it shows is there at this size too, and found sooner.
constexpr int kFirstShapeSide = 512;

// Of the progress, when a picture has been looked at together with others.
constexpr double kLooked = 0.8;

using PicturePtr = std::shared_ptr<const image::Picture>;
using CutoutPtr = std::shared_ptr<const image::Cutout>;

// The settings of `generator` among those given to "auto", completed.
Result<Settings> settingsFor(const Generator& generator, const Settings& given) {
    Settings own;
    for (const SettingSpec& spec : generator.settings()) {
        const auto found = given.values().find(spec.name);
        if (found != given.values().end()) own.set(spec.name, found->second);
    }
    return completeSettings(generator.settings(), own);
}

// What is made, and by whom, once picture and cut-out are known.
struct Plan {
    const Generator* generator = nullptr;
    Request request;
    std::string why; ///< said by "auto"
};

Result<Plan> planFor(const Generator& asked, const Settings& settings, PicturePtr picture, CutoutPtr cutout) {
    Plan plan;
    plan.generator = &asked;
    if (asked.name() == "auto") {
        GeneratorChoice choice = chooseGenerator(*picture, *cutout);
        plan.generator = choice.generator;
        plan.why = std::move(choice.why);
    }
    ORFEAS_TRY(own, settingsFor(*plan.generator, settings));
    plan.request = {std::move(picture), std::move(cutout), std::move(own)};
    return plan;
}

// Something to look at as soon as possible. That it cannot be made is no failure: the full way may still succeed, and
// says better why when it does not.
void showFirstShape(const GenerateTask& task, const Generator& asked, const Settings& settings,
                    const PicturePtr& picture, const GenerateListener& listener,
                    const jobs::JobContext& context) {
    PicturePtr small = picture;
    CutoutPtr cutout = task.cutout;
    context.report("finding the outline", 0.0);
    if (!cutout) {
        if (std::max(picture->width, picture->height) > kFirstShapeSide) {
            small = std::make_shared<const image::Picture>(image::resized(*picture, kFirstShapeSide));
        }
        Result<image::Cutout> quick =
            image::cutOut(*small, image::CutoutEffort::Quick, context.part(0.0, 0.5));
        if (!quick.ok())
            return log(LogLevel::Info, "generate", "no quick cut-out: " + quick.error().userText);
        cutout = std::make_shared<const image::Cutout>(std::move(*quick));
    }
    const Result<Plan> plan = planFor(asked, settings, small, cutout);
    if (!plan.ok()) return log(LogLevel::Info, "generate", "no first shape: " + plan.error().userText);
    const Result<MeshPtr> shape = plan->generator->firstShape(plan->request, context.part(0.5, 1.0));
    if (!shape.ok()) return log(LogLevel::Info, "generate", "no first shape: " + shape.error().userText);
    if (!context.cancelled()) listener.onPreview({*shape, "outline"});
}

Result<CutoutPtr> fullCutout(const GenerateTask& task, const image::Picture& picture,
                             const jobs::JobContext& context) {
    if (task.cutout) return task.cutout;
    context.report("cutting out", 0.0);
    ORFEAS_TRY(cutout, image::cutOut(picture, image::CutoutEffort::Full, context));
    return CutoutPtr(std::make_shared<const image::Cutout>(std::move(cutout)));
}

} // namespace

Result<std::shared_ptr<const image::Picture>> preparedPicture(const GenerateTask& task,
                                                              const jobs::JobContext& context) {
    PicturePtr picture = task.picture;
    if (!picture) {
        context.report("reading the picture", 0.0);
        ORFEAS_TRY(loaded, image::loadPicture(task.file, context));
        picture = std::make_shared<const image::Picture>(std::move(loaded));
    }
    if (picture->empty()) return Error{ErrorCode::BadInput, "The picture has no pixels", {}};
    if (const image::Cutout* given = task.cutout.get()) {
        // A mask fits one picture; that one was small enough when the mask was made.
        if (given->mask.width != picture->width || given->mask.height != picture->height) {
            return Error{ErrorCode::BadInput, "The mask does not have the size of the picture", {}};
        }
        return picture;
    }
    if (std::max(picture->width, picture->height) <= kLongestSide) return picture;
    return PicturePtr(std::make_shared<const image::Picture>(image::resized(*picture, kLongestSide)));
}

Result<const Generator*> generatorNamed(const std::string& name) {
    if (const Generator* found = findGenerator(name)) return found;
    std::string known;
    for (const Generator* generator : generators()) {
        known += (known.empty() ? "" : ", ") + std::string(generator->name());
    }
    return Error{ErrorCode::NotFound, "There is no generator \"" + name + "\"; there are " + known, {}};
}

Result<Generated> runGenerateTask(const GenerateTask& task, const GenerateListener& listener,
                                  const jobs::JobContext& context) {
    return runQueuedTask(task, listener, {}, context);
}

Result<Generated> runQueuedTask(const GenerateTask& task, const GenerateListener& listener,
                                const WaitingTasks& waiting, const jobs::JobContext& context) {
    ORFEAS_TRY(asked, generatorNamed(task.generator));
    ORFEAS_TRY(settings,
               completeSettings(asked->settings(), task.settings)); // wrong ones fail before any work
    ORFEAS_TRY(picture, preparedPicture(task, context.part(0.0, 0.08)));
    if (context.cancelled()) return jobs::cancelledError();
    if (listener.onPicture) listener.onPicture(picture);
    if (listener.onPreview)
        showFirstShape(task, *asked, settings, picture, listener, context.part(0.08, 0.15));
    if (context.cancelled()) return jobs::cancelledError();
    ORFEAS_TRY(cutout, fullCutout(task, *picture, context.part(0.15, 0.3)));
    if (listener.onCutout) listener.onCutout(cutout);
    ORFEAS_TRY(plan, planFor(*asked, settings, picture, cutout));
    const PreviewSink previews = [&](const Preview& preview) {
        if (listener.onPreview && !context.cancelled()) listener.onPreview(preview);
    };
    ORFEAS_TRY(looked, lookTogether(*plan.generator, plan.request, waiting, context.part(0.3, kLooked)));
    const double from = looked > 0 ? kLooked : 0.3;
    ORFEAS_TRY(outcome, plan.generator->run(plan.request, previews, context.part(from, 0.95)));
    if (context.cancelled()) return jobs::cancelledError();
    context.report("checking", 0.95);
    ORFEAS_TRY(finished, soundResult(outcome.mesh, context.part(0.95, 1.0)));
    context.report("done", 1.0);
    Generated made{picture,
                   cutout,
                   std::string(plan.generator->name()),
                   plan.request.settings,
                   finished.mesh,
                   finished.facts,
                   outcome.how,
                   outcome.reproducible,
                   Source::Made,
                   0.0};
    if (!finished.how.empty()) made.how += "; " + finished.how;
    if (!plan.why.empty()) made.how += " (chosen because " + plan.why + ")";
    return made;
}

} // namespace orfeas::generate
