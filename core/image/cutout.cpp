#include "core/image/cutout.h"

#include <algorithm>
#include <new>

#include "core/image/automatic_foreground.h"
#include "core/image/border_refinement.h"
#include "core/image/framed_picture.h"
#include "core/image/regions.h"
#include "core/image/resize.h"

namespace orfeas::image {
namespace {

constexpr std::uint8_t kHalf = 128;

/// What the alpha channel says.
struct AlphaFacts {
    std::uint8_t most = 0;
    std::size_t clear = 0; ///< pixels less than half as visible as the most visible one
    bool isNearlyOpaque = true;
};

AlphaFacts alphaFacts(const Picture& picture) {
    constexpr std::uint8_t kNearlyOpaque = 250;
    AlphaFacts facts;
    for (std::size_t i = 0; i < picture.pixelCount(); ++i) {
        const std::uint8_t alpha = picture.rgba[4 * i + 3];
        facts.most = std::max(facts.most, alpha);
        facts.isNearlyOpaque &= alpha >= kNearlyOpaque;
    }
    for (std::size_t i = 0; i < picture.pixelCount(); ++i)
        facts.clear += picture.rgba[4 * i + 3] < facts.most / 2;
    return facts;
}

/// Transparency that tells a subject: some of the picture is clear, and not just a handful of pixels.
bool alphaMeansSomething(const AlphaFacts& facts, const Picture& picture) {
    constexpr std::size_t kOneIn = 5000;
    return !facts.isNearlyOpaque && facts.clear > picture.pixelCount() / kOneIn;
}

int countParts(const Mask& mask) {
    std::vector<std::uint8_t> solid(mask.coverage.size());
    for (std::size_t i = 0; i < solid.size(); ++i)
        solid[i] = mask.coverage[i] >= kHalf;
    return static_cast<int>(connectedRegions(solid, mask.width, mask.height, Neighbours::Eight).list.size());
}

/// Clears visible regions so small beside the largest that nobody meant them. The others keep their exact coverage.
void dropSpecks(Mask& mask) {
    constexpr std::size_t kOneIn = 2000;
    constexpr std::size_t kFewest = 4;
    const Regions regions = connectedRegions(mask.coverage, mask.width, mask.height, Neighbours::Eight);
    std::size_t largest = 0;
    for (const Region& region : regions.list)
        largest = std::max(largest, region.area);
    const std::size_t least = std::min(largest, std::max(kFewest, largest / kOneIn));
    for (std::size_t i = 0; i < mask.coverage.size(); ++i) {
        if (regions.label[i] >= 0 && regions.list[static_cast<std::size_t>(regions.label[i])].area < least) {
            mask.coverage[i] = 0;
        }
    }
}

Cutout cutOutByAlpha(const Picture& picture, const AlphaFacts& facts) {
    Cutout cutout;
    cutout.method = CutoutMethod::Alpha;
    cutout.explanation = "Cut out by the picture's own transparency";
    cutout.mask.width = picture.width;
    cutout.mask.height = picture.height;
    cutout.mask.coverage.resize(picture.pixelCount());
    for (std::size_t i = 0; i < picture.pixelCount(); ++i) {
        const std::uint8_t alpha = picture.rgba[4 * i + 3];
        // A picture that is faint all over would have no outline at half coverage; everything else stays exact.
        cutout.mask.coverage[i] =
            facts.most >= kHalf ? alpha : static_cast<std::uint8_t>(alpha * 255 / facts.most);
    }
    dropSpecks(cutout.mask);
    cutout.parts = countParts(cutout.mask);
    return cutout;
}

Cutout wholeFrame(const Picture& picture) {
    Cutout cutout;
    cutout.method = CutoutMethod::Whole;
    cutout.explanation = "The subject could not be told from the background, so the whole picture is used";
    cutout.mask.width = picture.width;
    cutout.mask.height = picture.height;
    cutout.mask.coverage.assign(picture.pixelCount(), 255);
    cutout.parts = 1;
    return cutout;
}

/// A mask and its parts; no mask when nothing could be told apart.
struct Found {
    Mask mask;
    int parts = 0;
};

struct EffortPlan {
    int side;   ///< longer side of the picture that is searched
    int rounds; ///< of learning and cutting
};

EffortPlan planFor(CutoutEffort effort) {
    return effort == CutoutEffort::Quick ? EffortPlan{176, 2} : EffortPlan{320, 3};
}

Result<Found> search(const Picture& picture, const Picture& small, CutoutEffort effort,
                     const jobs::JobContext& context) {
    ORFEAS_TRY(foreground, findForeground(small, planFor(effort).rounds, context));
    if (foreground.empty()) return Found{};
    context.report("cutting out", 0.8);
    ORFEAS_TRY(mask, refinedMask(picture, small, foreground, effort, context));
    const Regions parts = connectedRegions(foreground, small.width, small.height, Neighbours::Eight);
    return Found{std::move(mask), static_cast<int>(parts.list.size())};
}

/// The box of the small picture in the large one, less what the two share at its edge.
Box enlarged(const Box& box, const Picture& small, const Picture& picture) {
    const double x = static_cast<double>(picture.width) / small.width;
    const double y = static_cast<double>(picture.height) / small.height;
    return {static_cast<int>(box.left * x + 0.5), static_cast<int>(box.top * y + 0.5),
            static_cast<int>(box.right * x + 0.5), static_cast<int>(box.bottom * y + 0.5)};
}

/// The subject of a picture within the picture, or all of the inner one when nothing stands out there.
Result<Found> searchInside(const Picture& picture, const Box& box, CutoutEffort effort,
                           const jobs::JobContext& context) {
    const Picture inner = cropped(picture, box);
    const Picture small = resized(inner, planFor(effort).side);
    ORFEAS_TRY(found, search(inner, small, effort, context));
    if (found.mask.empty())
        found = {Mask{inner.width, inner.height, std::vector<std::uint8_t>(inner.pixelCount(), 255)}, 1};
    Mask mask{picture.width, picture.height, std::vector<std::uint8_t>(picture.pixelCount(), 0)};
    for (int y = 0; y < inner.height; ++y) {
        const std::uint8_t* from =
            found.mask.coverage.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(inner.width);
        const std::size_t to =
            static_cast<std::size_t>(box.top + y) * static_cast<std::size_t>(picture.width) +
            static_cast<std::size_t>(box.left);
        std::copy(from, from + inner.width, mask.coverage.begin() + static_cast<std::ptrdiff_t>(to));
    }
    return Found{std::move(mask), found.parts};
}

Result<Cutout> cutOutAutomatically(const Picture& picture, CutoutEffort effort,
                                   const jobs::JobContext& context) {
    context.report("cutting out", 0.0);
    const Picture small = resized(picture, planFor(effort).side);
    if (context.cancelled()) return jobs::cancelledError();
    context.report("cutting out", 0.1);
    const std::optional<Box> inner = innerPicture(small);
    ORFEAS_TRY(found, inner ? searchInside(picture, enlarged(*inner, small, picture), effort, context)
                            : search(picture, small, effort, context));
    if (found.mask.empty()) return wholeFrame(picture);
    Cutout cutout;
    cutout.method = CutoutMethod::Automatic;
    cutout.explanation = "Cut out automatically from the background";
    cutout.mask = std::move(found.mask);
    cutout.parts = found.parts;
    context.report("cutting out", 1.0);
    return cutout;
}

Result<Cutout> cutOutChecked(const Picture& picture, CutoutEffort effort, const jobs::JobContext& context) {
    if (context.cancelled()) return jobs::cancelledError();
    if (picture.empty()) return Error{ErrorCode::BadInput, "the picture has no pixels", {}};
    ORFEAS_ASSERT(picture.rgba.size() == 4 * picture.pixelCount());
    const AlphaFacts facts = alphaFacts(picture);
    if (facts.most == 0) {
        return Error{
            ErrorCode::BadInput, "nothing can be seen in the picture: it is transparent all over", {}};
    }
    if (alphaMeansSomething(facts, picture)) return cutOutByAlpha(picture, facts);
    return cutOutAutomatically(picture, effort, context);
}

} // namespace

Result<Cutout> cutOut(const Picture& picture, CutoutEffort effort, const jobs::JobContext& context) {
    try {
        return cutOutChecked(picture, effort, context);
    } catch (const std::bad_alloc&) {
        return Error{ErrorCode::OutOfMemory,
                     "there is not enough memory to cut out this picture; make it smaller first",
                     {}};
    }
}

Result<Cutout> cutoutFromMask(Mask mask, const Picture& picture) {
    if (mask.width != picture.width || mask.height != picture.height ||
        mask.coverage.size() != picture.pixelCount()) {
        return Error{ErrorCode::BadInput, "the mask does not have the size of the picture", {}};
    }
    Cutout cutout;
    cutout.method = CutoutMethod::User;
    cutout.explanation = "Cut out by the mask you gave";
    cutout.mask = std::move(mask);
    cutout.parts = countParts(cutout.mask);
    if (cutout.parts == 0)
        return Error{ErrorCode::BadInput, "the mask covers nothing; paint over the subject", {}};
    return cutout;
}

} // namespace orfeas::image
