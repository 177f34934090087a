#include "core/project/autosave.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::project {
namespace {

using namespace std::chrono_literals;

DocumentPtr documentWith(const std::string& name) {
    auto object = std::make_shared<Object>();
    object->id = ObjectId{1};
    object->name = name;
    object->mesh = std::make_shared<const mesh::Mesh>(test::cube());
    object->facts = mesh::measure(*object->mesh);
    auto document = std::make_shared<Document>();
    document->objects = {object};
    return document;
}

class AutosaveTest : public testing::Test {
protected:
    AutosaveTest() : m_thread(std::move(ProjectHistory::create(m_folder / "p.orfeas").value())) {}

    std::string recovered() {
        return m_thread.ask([](ProjectHistory& history) -> std::string {
            const auto recovery = history.recovery();
            if (!recovery.ok() || !*recovery) return "nothing";
            return history.read((*recovery)->version, {}).value()->objects.at(0)->name;
        });
    }
    /// Waits without a bound of its own: the test's time-out is the bound.
    void waitFor(const std::function<bool()>& condition) {
        while (!condition())
            std::this_thread::sleep_for(1ms);
    }

    test::TemporaryFolder m_folder;
    HistoryThread m_thread;
    std::atomic<bool> m_pending = false;
    std::atomic<int> m_failures = 0;
    Autosave::Listener m_listener = [this](const Autosave::Status& status) {
        m_pending = status.pending;
        if (status.error) ++m_failures;
    };
};

TEST_F(AutosaveTest, anEditIsOnDiskByItself) {
    Autosave autosave(m_thread, {10ms, 50ms, 50ms}, m_listener);
    autosave.edited(documentWith("one"));
    EXPECT_TRUE(m_pending);
    waitFor([&] { return !m_pending; });
    EXPECT_EQ(recovered(), "one");
}

TEST_F(AutosaveTest, editsThatNeverPauseAreWrittenAllTheSame) {
    Autosave autosave(m_thread, {1h, 20ms, 50ms}, m_listener);
    waitFor([&, n = 0]() mutable {
        autosave.edited(documentWith("edit " + std::to_string(++n)));
        return recovered() != "nothing";
    });
}

TEST_F(AutosaveTest, callersNeverWaitForTheDisk) {
    Autosave autosave(m_thread, {0ms, 0ms, 50ms}, m_listener);
    std::promise<void> gate;
    m_thread.post([&](ProjectHistory&) { gate.get_future().wait(); });
    for (int i = 0; i < 1000; ++i)
        autosave.edited(documentWith(std::to_string(i))); // would hang here
    EXPECT_TRUE(m_pending);
    gate.set_value();
    autosave.flush();
    EXPECT_EQ(recovered(), "999");
}

TEST_F(AutosaveTest, closingWritesWhatIsPending) {
    {
        Autosave autosave(m_thread, {1h, 1h, 1h}, m_listener);
        autosave.edited(documentWith("last words"));
    }
    EXPECT_EQ(recovered(), "last words");
}

TEST_F(AutosaveTest, whatWasSavedIsNotWrittenLater) {
    Autosave autosave(m_thread, {0ms, 0ms, 50ms}, m_listener);
    std::promise<void> gate;
    m_thread.post([&](ProjectHistory&) { gate.get_future().wait(); });
    autosave.edited(documentWith("old"));
    std::this_thread::sleep_for(20ms); // its write now waits behind the gate
    m_thread.post([](ProjectHistory& history) {
        ASSERT_TRUE(history.save(*documentWith("saved"), "s", SnapshotReason::Named, {}).ok());
    });
    autosave.settled();
    EXPECT_FALSE(m_pending);
    gate.set_value();
    autosave.flush();
    EXPECT_EQ(recovered(), "nothing");
}

TEST_F(AutosaveTest, aFailureIsToldOnceAndTriedAgain) {
    Autosave autosave(m_thread, {0ms, 0ms, 5ms}, m_listener);
    // Another connection holds the write lock: as good as a full disk.
    Result<history::Database> other =
        history::Database::open(m_folder / "p.orfeas", history::OpenMode::ReadWrite);
    ASSERT_TRUE(other.ok());
    m_thread.ask([](ProjectHistory& history) {
        EXPECT_TRUE(history.file().database().execute("PRAGMA busy_timeout = 1").ok());
    });
    ASSERT_TRUE(other->execute("BEGIN IMMEDIATE").ok());
    autosave.edited(documentWith("kept"));
    waitFor([&] { return m_failures > 0; });
    EXPECT_TRUE(m_pending);
    ASSERT_TRUE(other->execute("ROLLBACK").ok());
    waitFor([&] { return !m_pending; });
    EXPECT_EQ(recovered(), "kept");
    EXPECT_EQ(m_failures, 1);
}

} // namespace
} // namespace orfeas::project
