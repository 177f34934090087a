// Drivers that fail: what was asked for is answered, and drawing goes on where it can.
#include <future>

#include <gtest/gtest.h>

#include "render/gpu/device.h"
#include "render/render_thread.h"
#include "tests/render/render_support.h"
#include "tests/support/shapes.h"

namespace orfeas::render {
namespace {

/// What a thread had to tell.
struct Told {
    std::mutex mutex;
    std::vector<std::string> errors;
    std::vector<std::string> broken;

    RenderCallbacks callbacks() {
        RenderCallbacks out;
        out.onError = [this](const Error& error) {
            const std::lock_guard lock(mutex);
            errors.push_back(error.userText);
        };
        out.onBroken = [this](const Error& error) {
            const std::lock_guard lock(mutex);
            broken.push_back(error.userText);
        };
        return out;
    }
    std::size_t brokenCount() {
        const std::lock_guard lock(mutex);
        return broken.size();
    }
};

Result<image::Picture> grab(RenderThread& thread, const PictureRequest& request) {
    auto promise = std::make_shared<std::promise<Result<image::Picture>>>();
    thread.grabPicture(request,
                       [promise](Result<image::Picture> picture) { promise->set_value(std::move(picture)); });
    return promise->get_future().get();
}

class FaultTest : public testing::Test {
protected:
    gpu::Faults& faults() { return m_instance.get()->faults(); }
    test::ValidatedInstance m_instance;
    Told m_told;
    PictureRequest m_request = test::pictureOf(test::sphere(20), 60, 60);
};

TEST_F(FaultTest, ALostDeviceIsMadeAnewAndGivesTheSamePicture) {
    RenderThread thread(m_instance.get(), m_told.callbacks());
    const Result<image::Picture> before = grab(thread, m_request);
    ASSERT_TRUE(before.ok());
    faults().loseDevice();
    const Result<image::Picture> lost = grab(thread, m_request);
    ASSERT_FALSE(lost.ok());
    EXPECT_EQ(lost.error().code, ErrorCode::Unavailable);
    const Result<image::Picture> after = grab(thread, m_request);
    ASSERT_TRUE(after.ok());
    EXPECT_EQ(after->rgba, before->rgba);
    EXPECT_EQ(m_told.brokenCount(), 0u);
}

TEST_F(FaultTest, ADeviceThatKeepsBeingLostIsGivenUpWithAReason) {
    RenderThread thread(m_instance.get(), m_told.callbacks());
    ASSERT_TRUE(grab(thread, m_request).ok());
    faults().loseDevice(2);
    EXPECT_FALSE(grab(thread, m_request).ok());
    EXPECT_FALSE(grab(thread, m_request).ok());
    EXPECT_EQ(m_told.brokenCount(), 1u);
    const Result<image::Picture> answer = grab(thread, m_request); // still answers
    ASSERT_FALSE(answer.ok());
    EXPECT_NE(answer.error().userText.find("keeps stopping"), std::string::npos);
}

TEST_F(FaultTest, AnAllocationThatFailsCostsOnePicture) {
    RenderThread thread(m_instance.get(), m_told.callbacks());
    ASSERT_TRUE(grab(thread, m_request).ok());
    const PictureRequest larger = test::pictureOf(test::sphere(20, 24), 1200, 900);
    faults().failAllocations(1);
    const Result<image::Picture> failed = grab(thread, larger);
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().code, ErrorCode::OutOfMemory);
    EXPECT_TRUE(grab(thread, larger).ok());
    EXPECT_EQ(m_told.brokenCount(), 0u);
}

TEST_F(FaultTest, EveryAllocationMayFailAndTheNextPictureIsRight) {
    OffscreenOptions options = test::onInstance(m_instance);
    auto target = OffscreenTarget::create(options);
    ASSERT_TRUE(target.ok());
    const image::Picture right = test::draw(**target, m_request);
    for (int skipped = 0; skipped < 12; ++skipped) {
        auto fresh = OffscreenTarget::create(options);
        ASSERT_TRUE(fresh.ok());
        faults().failAllocations(skipped + 1);
        while (!(*fresh)->renderPicture(m_request).ok()) {
        }
        faults().failAllocations(0);
        EXPECT_EQ(test::draw(**fresh, m_request).rgba, right.rgba);
    }
}

TEST_F(FaultTest, ADeviceThatCannotBeOpenedIsSaidAtOnce) {
    faults().failDeviceOpening(1);
    RenderThread thread(m_instance.get(), m_told.callbacks());
    const Result<image::Picture> answer = grab(thread, m_request);
    ASSERT_FALSE(answer.ok());
    EXPECT_FALSE(answer.error().userText.empty());
    EXPECT_EQ(m_told.brokenCount(), 1u);
}

TEST_F(FaultTest, ACardThatIsNotThereIsNamedAndAPreferredOneThatHasGoneIsNoError) {
    gpu::DeviceOptions options;
    options.adapter = "Voodoo 2";
    const auto asked = gpu::Device::create(m_instance.get(), options);
    ASSERT_FALSE(asked.ok());
    EXPECT_NE(asked.error().userText.find("Voodoo 2"), std::string::npos);
    options.preferred = std::exchange(options.adapter, "");
    EXPECT_TRUE(gpu::Device::create(m_instance.get(), options).ok());
}

TEST(Adapters, TheOneCudaComputesOnIsTakenAmongEquals) {
    const auto card = [](int rank, std::uint8_t number) {
        gpu::Adapter adapter;
        adapter.rank = rank;
        adapter.uuid[0] = number;
        return adapter;
    };
    const std::vector<gpu::Adapter> cards{card(4, 1), card(4, 2), card(3, 3)};
    const auto cuda = [](std::uint8_t number) {
        gpu::DeviceUuid uuid{};
        uuid[0] = number;
        return uuid;
    };
    EXPECT_EQ(gpu::bestAdapter(cards, std::nullopt), 0u);
    EXPECT_EQ(gpu::bestAdapter(cards, cuda(2)), 1u);
    EXPECT_EQ(gpu::bestAdapter(cards, cuda(3)), 0u) << "a weaker card is not taken for it";
    EXPECT_EQ(gpu::bestAdapter(cards, cuda(9)), 0u);
}

} // namespace
} // namespace orfeas::render
