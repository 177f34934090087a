#include "core/cache/result_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <thread>

#include "core/cache/request_key.h"
#include "core/cache/stored_result.h"
#include "core/image/picture_file.h"
#include "tests/core/cache/counted_generator.h"
#include "tests/support/file_bytes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::cache {
namespace {

using generate::GenerateTask;
using test::counted;
using test::countedTask;

bool sameBits(const mesh::Mesh& a, const mesh::Mesh& b) {
    const auto same = [](const auto& x, const auto& y) {
        return x.size() == y.size() &&
               (x.empty() || std::memcmp(x.data(), y.data(), x.size() * sizeof x[0]) == 0);
    };
    const bool textures =
        !a.texture == !b.texture &&
        (!a.texture || (a.texture->rgba == b.texture->rgba && a.texture->width == b.texture->width));
    return textures && same(a.positions, b.positions) && same(a.triangles, b.triangles) &&
           same(a.colors, b.colors) && same(a.uvs, b.uvs) && same(a.uvTriangles, b.uvTriangles);
}

void expectSame(const generate::Generated& a, const generate::Generated& b) {
    EXPECT_TRUE(sameBits(*a.mesh, *b.mesh));
    EXPECT_EQ(a.settings, b.settings);
    EXPECT_EQ(a.generator, b.generator);
    EXPECT_EQ(a.how, b.how);
    EXPECT_EQ(a.facts.triangles, b.facts.triangles);
    EXPECT_EQ(a.facts.volumeMm3, b.facts.volumeMm3);
    EXPECT_EQ(a.facts.areaMm2, b.facts.areaMm2);
    EXPECT_EQ(a.facts.box.lower, b.facts.box.lower);
    EXPECT_EQ(a.facts.box.upper, b.facts.box.upper);
    EXPECT_EQ(a.facts.parts, b.facts.parts);
    EXPECT_EQ(a.cutout->mask.coverage, b.cutout->mask.coverage);
    EXPECT_EQ(a.cutout->method, b.cutout->method);
    EXPECT_EQ(a.cutout->explanation, b.cutout->explanation);
    EXPECT_EQ(a.picture->rgba, b.picture->rgba);
}

class ResultCacheTest : public testing::Test {
protected:
    ResultCacheTest() {
        counted().reset();
        reopen();
    }
    void reopen() {
        cache.reset();
        cache = std::make_unique<ResultCache>(std::move(CacheStore::open(folder.path()).value()));
    }
    generate::Generated ask(const GenerateTask& task, bool useKept = true) {
        Result<generate::Generated> answer = cache->generate(task, {}, {}, useKept);
        EXPECT_TRUE(answer.ok()) << answer.error().userText;
        return std::move(*answer);
    }
    CacheStats stats() { return cache->store()->stats().value(); }

    test::TemporaryFolder folder;
    std::unique_ptr<ResultCache> cache;
};

TEST_F(ResultCacheTest, theSecondAnswerIsKeptAndTheSameBitForBit) {
    const auto first = ask(countedTask());
    EXPECT_EQ(first.source, generate::Source::Made);
    reopen(); // another program
    const auto second = ask(countedTask());
    EXPECT_EQ(second.source, generate::Source::Kept);
    EXPECT_GT(second.savedSeconds, 0.0);
    EXPECT_EQ(counted().runs(), 1);
    expectSame(first, second);
    EXPECT_EQ(stats().hits, 1u);
    EXPECT_EQ(stats().misses, 1u);
    EXPECT_EQ(stats().entries, 1u);
}

TEST_F(ResultCacheTest, everyBuiltInGeneratorAnswersTheSameFromTheCache) {
    for (const generate::Generator* generator : generate::generators()) {
        GenerateTask task = countedTask();
        task.generator = generator->name();
        task.settings.set("detail", std::string("draft"));
        const auto first = ask(task);
        const auto second = ask(task);
        EXPECT_EQ(second.source, generate::Source::Kept) << generator->name();
        expectSame(first, second);
    }
}

TEST_F(ResultCacheTest, whatDecidesTheResultIsInTheKey) {
    ask(countedTask(80.0));
    EXPECT_EQ(ask(countedTask(81.0)).source, generate::Source::Made);
    EXPECT_EQ(ask(countedTask(80.0, 201)).source, generate::Source::Made); // one channel of the picture
    counted().setRevision(2);
    EXPECT_EQ(ask(countedTask()).source, generate::Source::Made);
    counted().setWeights("other weights");
    EXPECT_EQ(ask(countedTask()).source, generate::Source::Made);
    GenerateTask masked = countedTask();
    auto cutout = std::make_shared<image::Cutout>();
    cutout->mask = {64, 64, std::vector<std::uint8_t>(64 * 64, 255)};
    cutout->method = image::CutoutMethod::User;
    masked.cutout = cutout;
    EXPECT_EQ(ask(masked).source, generate::Source::Made);
    EXPECT_EQ(ask(masked).source, generate::Source::Kept);
    EXPECT_EQ(counted().runs(), 6);
}

TEST_F(ResultCacheTest, tellsWhatWillHaveToBeMade) {
    ask(countedTask(80.0, 201));
    GenerateTask unreadable = countedTask();
    unreadable.picture.reset();
    unreadable.file = folder.path() / "nowhere.png";
    const auto left = cache->unanswered(
        {countedTask(80.0, 200), countedTask(80.0, 201), countedTask(81.0, 201), unreadable}, {});
    ASSERT_EQ(left.size(), 2u);
    EXPECT_EQ(left[0].picture->rgba, countedTask(80.0, 200).picture->rgba);
    EXPECT_EQ(left[1].settings, countedTask(81.0, 201).settings);
    EXPECT_EQ(counted().runs(), 1);
}

// A bar that is nearly full once the picture has been read stands still for all the rest.
TEST_F(ResultCacheTest, readingThePictureIsASmallShareOfTheProgress) {
    GenerateTask task = countedTask();
    const auto png = image::encodePng(*test::discPicture(1024)); // large enough to tell of rows on the way
    ASSERT_TRUE(png.ok());
    task.file = folder.path() / "picture.png";
    test::putBytes(task.file, {reinterpret_cast<const char*>(png->data()), png->size()});
    task.picture.reset();
    double read = 0.0, last = 0.0;
    const jobs::JobContext watched({}, [&](const jobs::Progress& progress) {
        if (progress.stage == "reading the picture") read = std::max(read, progress.fraction);
        EXPECT_GE(progress.fraction, last) << progress.stage;
        last = progress.fraction;
    });
    ASSERT_TRUE(cache->generate(task, {}, watched).ok());
    EXPECT_LE(read, 0.1);
    EXPECT_DOUBLE_EQ(last, 1.0);
}

TEST_F(ResultCacheTest, spelledOutDefaultsAreTheSameRequest) {
    GenerateTask task = countedTask();
    ask(task);
    task.settings.set("detail", std::string("normal"));
    task.file = "elsewhere/another name.png";
    EXPECT_EQ(ask(task).source, generate::Source::Kept);
}

TEST_F(ResultCacheTest, aRemakeWithTheMaskThatWasFoundIsTheSameRequest) {
    const auto first = ask(countedTask());
    GenerateTask again = countedTask();
    again.picture = first.picture;
    again.cutout = first.cutout;
    const auto second = ask(again);
    EXPECT_EQ(second.source, generate::Source::Kept);
    EXPECT_EQ(second.cutout, again.cutout);
}

TEST_F(ResultCacheTest, whatTheMachineHadAPartInIsNotKept) {
    counted().setReproducible(false);
    ask(countedTask());
    EXPECT_EQ(ask(countedTask()).source, generate::Source::Made);
    counted().setReproducible(true);
    counted().setWeights(std::nullopt);
    ask(countedTask());
    EXPECT_EQ(ask(countedTask()).source, generate::Source::Made);
    counted().setWeights(std::string()); // a network that does not name its weights
    ask(countedTask());
    EXPECT_EQ(ask(countedTask()).source, generate::Source::Made);
    EXPECT_EQ(stats().entries, 0u);
}

TEST_F(ResultCacheTest, nothingIsReadWhenNotWanted) {
    ask(countedTask());
    EXPECT_EQ(ask(countedTask(), false).source, generate::Source::Made);
    Limits limits;
    limits.enabled = false;
    ASSERT_TRUE(cache->store()->setLimits(limits).ok());
    EXPECT_EQ(ask(countedTask()).source, generate::Source::Made);
}

TEST_F(ResultCacheTest, failuresAreNotKept) {
    GenerateTask task = countedTask();
    auto empty = std::make_shared<image::Picture>(*task.picture);
    std::fill(empty->rgba.begin(), empty->rgba.end(), std::uint8_t{0});
    task.picture = empty;
    for (int i = 0; i < 2; ++i)
        EXPECT_FALSE(cache->generate(task, {}, {}).ok());
    EXPECT_EQ(stats().entries, 0u);
}

TEST_F(ResultCacheTest, equalRequestsAtOnceRunOnce) {
    counted().close();
    constexpr int kRequests = 8;
    std::atomic<int> made = 0;
    std::atomic<int> coalesced = 0;
    std::atomic<int> pictures = 0;
    std::atomic<int> previews = 0;
    std::vector<generate::Generated> results(kRequests);
    {
        std::vector<std::jthread> requests;
        for (int i = 0; i < kRequests; ++i) {
            requests.emplace_back([&, i] {
                generate::GenerateListener listener;
                listener.onPicture = [&](const auto&) { ++pictures; };
                listener.onPreview = [&](const generate::Preview& p) { previews += p.stage == "round"; };
                auto answer = cache->generate(countedTask(), listener, {});
                ASSERT_TRUE(answer.ok());
                ++(answer->source == generate::Source::Made ? made : coalesced);
                results[static_cast<std::size_t>(i)] = std::move(*answer);
            });
        }
        ASSERT_TRUE(counted().waitBegun(1));
        while (pictures < kRequests) // all are waiting for the one
            std::this_thread::yield();
        counted().open();
    }
    EXPECT_EQ(counted().runs(), 1);
    EXPECT_EQ(made, 1);
    EXPECT_EQ(coalesced, kRequests - 1);
    EXPECT_EQ(previews, kRequests);
    for (const generate::Generated& result : results)
        EXPECT_EQ(result.mesh, results[0].mesh); // the very same, shared
    EXPECT_EQ(stats().coalesced, static_cast<std::uint64_t>(kRequests - 1));
}

TEST_F(ResultCacheTest, whenTheLeaderIsCancelledAnotherTakesItsPlace) {
    counted().close();
    std::stop_source stop;
    std::atomic<bool> leaderCancelled = false;
    std::jthread leader([&] {
        const auto answer = cache->generate(countedTask(), {}, jobs::JobContext(stop.get_token(), {}));
        leaderCancelled = !answer.ok() && answer.error().code == ErrorCode::Cancelled;
    });
    ASSERT_TRUE(counted().waitBegun(1));
    std::atomic<bool> joined = false;
    std::atomic<bool> answered = false;
    std::jthread follower([&] {
        generate::GenerateListener listener;
        listener.onPicture = [&](const auto&) { joined = true; };
        answered = cache->generate(countedTask(), listener, {}).ok();
    });
    while (!joined)
        std::this_thread::yield();
    stop.request_stop();
    ASSERT_TRUE(counted().waitBegun(2));
    counted().open();
    follower.join();
    leader.join();
    EXPECT_TRUE(leaderCancelled);
    EXPECT_TRUE(answered);
    EXPECT_EQ(counted().runs(), 2);
}

TEST_F(ResultCacheTest, aCancelledFollowerLeavesTheOthersAlone) {
    counted().close();
    std::atomic<bool> answered = false;
    std::jthread leader([&] { answered = cache->generate(countedTask(), {}, {}).ok(); });
    ASSERT_TRUE(counted().waitBegun(1));
    std::stop_source stop;
    std::atomic<bool> joined = false;
    std::jthread follower([&] {
        generate::GenerateListener listener;
        listener.onPicture = [&](const auto&) { joined = true; };
        EXPECT_FALSE(cache->generate(countedTask(), listener, jobs::JobContext(stop.get_token(), {})).ok());
    });
    while (!joined)
        std::this_thread::yield();
    stop.request_stop();
    follower.join();
    counted().open();
    leader.join();
    EXPECT_TRUE(answered);
    EXPECT_EQ(counted().runs(), 1);
}

TEST_F(ResultCacheTest, picturesThatLookTheSameAreOffered) {
    const auto first = ask(countedTask(80.0, 200));
    std::optional<generate::Earlier> offered;
    generate::GenerateListener offer;
    offer.onEarlier = [&](const generate::Earlier& earlier) { offered = earlier; };
    ASSERT_TRUE(cache->generate(countedTask(80.0, 204), offer, {}).ok());
    ASSERT_TRUE(offered);
    EXPECT_EQ(offered->name, "disc.png");
    const auto earlier = cache->earlier(*offered);
    ASSERT_TRUE(earlier.ok());
    EXPECT_TRUE(sameBits(*earlier->mesh, *first.mesh));
    // The same picture with other settings is no news, and another picture is not alike.
    offered.reset();
    ASSERT_TRUE(cache->store()->clear().ok());
    ask(countedTask(80.0));
    ASSERT_TRUE(cache->generate(countedTask(90.0), offer, {}).ok());
    EXPECT_FALSE(offered);
    GenerateTask other = countedTask();
    auto stripes = std::make_shared<image::Picture>(*other.picture);
    for (std::size_t i = 0; i < stripes->rgba.size(); ++i)
        stripes->rgba[i] = static_cast<std::uint8_t>(i % 4 == 3 ? 255 : (i / 4 % 64 < 20) ? 250 : 20);
    other.picture = stripes;
    ASSERT_TRUE(cache->generate(other, offer, {}).ok());
    EXPECT_FALSE(offered);
}

TEST_F(ResultCacheTest, worksWithoutAStore) {
    ResultCache bare(nullptr);
    const auto answer = bare.generate(countedTask(), {}, {});
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer->source, generate::Source::Made);
}

TEST_F(ResultCacheTest, damagedValuesAreNeverHandedOut) {
    const auto first = ask(countedTask());
    auto bytes = encodeResult(first).value();
    const auto picture = first.picture;
    ASSERT_TRUE(decodeResult(bytes, picture, nullptr).ok());
    for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 499) {
        bytes[at] ^= std::byte{0x10};
        EXPECT_FALSE(decodeResult(bytes, picture, nullptr).ok()) << at;
        bytes[at] ^= std::byte{0x10};
    }
    for (const std::size_t length : {std::size_t{0}, std::size_t{3}, std::size_t{30}, bytes.size() - 1})
        EXPECT_FALSE(decodeResult(std::span(bytes).first(length), picture, nullptr).ok());
    EXPECT_FALSE(decodeResult(bytes, test::discPicture(65), nullptr).ok());
}

// Bits flip anywhere in the database: what is answered is right or made anew.
TEST_F(ResultCacheTest, aDamagedDatabaseCostsTimeAndNothingElse) {
    const auto first = ask(countedTask());
    const auto file = cache->store()->file();
    cache.reset();
    std::string bytes;
    {
        std::ifstream in(file, std::ios::binary);
        bytes.assign(std::istreambuf_iterator<char>(in), {});
    }
    for (std::size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 60) {
        std::string broken = bytes;
        broken[at] = static_cast<char>(broken[at] ^ 0x24);
        std::ofstream(file, std::ios::binary)
            .write(broken.data(), static_cast<std::streamsize>(broken.size()));
        reopen();
        const auto answer = ask(countedTask());
        EXPECT_TRUE(sameBits(*answer.mesh, *first.mesh)) << at;
        cache.reset();
    }
    std::ofstream(file, std::ios::binary)
        << "this is no database, but long enough to be taken for one at first sight";
    reopen();
    EXPECT_EQ(ask(countedTask()).source, generate::Source::Made);
    EXPECT_EQ(ask(countedTask()).source, generate::Source::Kept);
}

} // namespace
} // namespace orfeas::cache
