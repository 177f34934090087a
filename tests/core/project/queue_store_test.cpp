#include "core/project/queue_store.h"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temporary_folder.h"

namespace orfeas::project {
namespace {

QueuedPicture picture(int number) {
    QueuedPicture one;
    one.file = "picture " + std::to_string(number) + ".png";
    one.name = "Picture " + std::to_string(number);
    one.generator = "inflate";
    one.settings.set("size", 10.0 + number);
    one.settings.set("frame", true);
    one.settings.set("back", std::string("mirror"));
    one.paused = number % 2 == 1;
    return one;
}

std::vector<QueuedPicture> pictures(int first, int count) {
    std::vector<QueuedPicture> all;
    for (int i = 0; i < count; ++i)
        all.push_back(picture(first + i));
    return all;
}

bool same(const QueuedPicture& a, const QueuedPicture& b) {
    return a.file == b.file && a.name == b.name && a.generator == b.generator && a.settings == b.settings &&
           a.paused == b.paused;
}

class QueueStoreTest : public testing::Test {
protected:
    std::unique_ptr<QueueStore> open() { return std::move(QueueStore::open(folder.path()).value()); }

    // Runs in a process of its own, which then ends without a word.
    template <typename Work>
    void elsewhere(const Work& work) {
        const pid_t child = ::fork();
        if (child == 0) {
            work(*open());
            ::_exit(0);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(WEXITSTATUS(status), 0);
    }

    test::TemporaryFolder folder;
};

TEST_F(QueueStoreTest, theNextProgramGoesOnWhereOneEnded) {
    elsewhere([](QueueStore& store) { (void)store.keep(pictures(1, 3)); });
    const auto store = open();
    const auto taken = store->takeAbandoned().value();
    ASSERT_EQ(taken.size(), 3u);
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(same(taken[static_cast<std::size_t>(i)], picture(1 + i))) << i;
    EXPECT_TRUE(open()->takeAbandoned()->empty()); // ours now, and we run
    ASSERT_TRUE(store->keep({}).ok());
}

TEST_F(QueueStoreTest, takenOverAndKilledAgainNothingIsLost) {
    elsewhere([](QueueStore& store) { (void)store.keep(pictures(1, 2)); });
    elsewhere([](QueueStore& store) { (void)store.keep(pictures(7, 1)); });
    elsewhere([](QueueStore& store) { (void)store.takeAbandoned(); });
    EXPECT_EQ(open()->takeAbandoned()->size(), 3u);
}

TEST_F(QueueStoreTest, programsThatRunKeepTheirOwn) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto store = open();
        const bool kept = store->keep(pictures(1, 2)).ok();
        (void)!::write(ends[1], &kept, 1);
        ::pause();
        ::_exit(0);
    }
    char told = 0;
    ASSERT_EQ(::read(ends[0], &told, 1), 1);
    EXPECT_TRUE(open()->takeAbandoned()->empty());
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_EQ(open()->takeAbandoned()->size(), 2u);
    ::close(ends[0]);
    ::close(ends[1]);
}

TEST_F(QueueStoreTest, picturesWithoutAFileAreKeptWhole) {
    auto pasted = std::make_shared<image::Picture>();
    pasted->width = 3;
    pasted->height = 2;
    pasted->hasAlpha = true;
    for (int i = 0; i < 24; ++i)
        pasted->rgba.push_back(static_cast<std::uint8_t>(i * 10));
    elsewhere([&](QueueStore& store) {
        QueuedPicture one = picture(1);
        one.file.clear();
        one.picture = pasted;
        (void)store.keep({one});
    });
    const auto taken = open()->takeAbandoned().value();
    ASSERT_EQ(taken.size(), 1u);
    ASSERT_TRUE(taken[0].picture);
    EXPECT_EQ(taken[0].picture->rgba, pasted->rgba);
}

// A program is killed at random instants while its queue changes; what the next one finds is a queue as it was at one
// moment, and not before what was told as kept. ORFEAS_CRASH_ROUNDS=300 for the long run.
TEST_F(QueueStoreTest, killedProgramsLeaveAWholeQueue) {
    const char* wanted = std::getenv("ORFEAS_CRASH_ROUNDS");
    const int rounds = wanted ? std::atoi(wanted) : 15;
    std::mt19937 random(3);
    int told = 0;
    for (int round = 0; round < rounds; ++round) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto store = open();
            for (int first = 1;; ++first) {
                if (!store->keep(pictures(first, 1 + first % 7)).ok()) ::_exit(3);
                if (::write(ends[1], &first, sizeof first) != sizeof first) ::_exit(4);
            }
        }
        ::close(ends[1]);
        int last = 0; // mostly killed at work, now and then on the way there
        if (round % 4 != 0) {
            ASSERT_EQ(::read(ends[0], &last, sizeof last), static_cast<ssize_t>(sizeof last));
        }
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 40'000));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        EXPECT_TRUE(WIFSIGNALED(status)) << "ended by itself: " << WEXITSTATUS(status);
        for (int first = 0; ::read(ends[0], &first, sizeof first) == sizeof first;)
            last = first;
        ::close(ends[0]);
        const auto store = open();
        const auto taken = store->takeAbandoned();
        ASSERT_TRUE(taken.ok()) << taken.error().detail;
        if (last == 0 && taken->empty()) continue; // killed before anything was kept
        ASSERT_FALSE(taken->empty());
        const int first = static_cast<int>(taken->front().settings.number("size")) - 10;
        EXPECT_GE(first, last);
        EXPECT_LE(first, last + 1);
        ASSERT_EQ(taken->size(), static_cast<std::size_t>(1 + first % 7));
        for (std::size_t i = 0; i < taken->size(); ++i)
            EXPECT_TRUE(same((*taken)[i], picture(first + static_cast<int>(i))));
        ASSERT_TRUE(store->keep({}).ok());
        told += last;
    }
    EXPECT_GT(told, 0);
}

} // namespace
} // namespace orfeas::project
