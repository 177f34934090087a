// Whether checking and repairing hear that they are to stop, and say how far they are, in every stage. Measured in
// shares of the processor time of one whole run, so that neither the machine nor its load counts.
#include <ctime>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

#include <gtest/gtest.h>

#include "core/print/check.h"
#include "core/print/repair.h"
#include "tests/support/shapes.h"

namespace orfeas::print {
namespace {

double cpuSeconds() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Notes the longest time between two looks at the stop sign, on whichever thread, and asks for a stop when it is told.
class Listener : public jobs::Pacer {
public:
    void checkpoint() override {
        const double now = cpuSeconds();
        const std::lock_guard lock(m_mutex);
        m_deaf = std::max(m_deaf, now - m_last);
        m_last = now;
        if (now - m_begun >= m_stopAfter && !m_stop.stop_requested()) {
            m_asked = now;
            m_stop.request_stop();
        }
    }
    void beginWait() override {}
    void endWait() override {}

    // Runs it to its end, or asks for a stop after so many seconds.
    void run(const std::function<Result<void>(const jobs::JobContext&)>& work, double stopAfter = 1e9) {
        m_stopAfter = stopAfter;
        m_begun = m_last = m_told = cpuSeconds();
        const jobs::JobContext::Sink sink = [this](const jobs::Progress& progress) {
            const double now = cpuSeconds();
            m_silent = std::max(m_silent, now - m_told);
            m_told = now;
            EXPECT_GE(progress.fraction, 0.0);
            EXPECT_LE(progress.fraction, 1.0);
            m_fraction = std::max(m_fraction, progress.fraction);
        };
        const auto self = std::shared_ptr<jobs::Pacer>(this, [](jobs::Pacer*) {});
        outcome = work(jobs::JobContext(m_stop.get_token(), sink).withPacer(self));
        const double end = cpuSeconds();
        whole = end - m_begun;
        afterAsking = m_stop.stop_requested() ? end - m_asked : 0.0;
        deaf = std::max(m_deaf, end - m_last);
        silent = std::max(m_silent, end - m_told);
    }

    Result<void> outcome;
    double whole = 0.0;
    double deaf = 0.0;
    double silent = 0.0;
    double afterAsking = 0.0;

private:
    std::mutex m_mutex;
    std::stop_source m_stop;
    double m_begun = 0.0, m_last = 0.0, m_told = 0.0, m_asked = 0.0, m_stopAfter = 0.0;
    double m_deaf = 0.0, m_silent = 0.0, m_fraction = 0.0;
};

// Of 300 000 triangles; every 500th is missing when it is broken.
std::shared_ptr<const mesh::Mesh> ball(bool isBroken) {
    mesh::Mesh mesh = test::sphere(40.0f, 280);
    if (isBroken) {
        std::size_t count = 0;
        std::erase_if(mesh.triangles, [&](const glm::uvec3&) { return ++count % 500 == 0; });
    }
    return std::make_shared<const mesh::Mesh>(std::move(mesh));
}

Result<void> checkBall(const mesh::Mesh& mesh, const jobs::JobContext& context) {
    const Result<Report> report = check(mesh, {}, context);
    return report.ok() ? Result<void>() : Result<void>(report.error());
}

Result<void> repairBall(const std::shared_ptr<const mesh::Mesh>& mesh, const jobs::JobContext& context) {
    const Result<Repair> repaired = repair(mesh, {}, context);
    return repaired.ok() ? Result<void>() : Result<void>(repaired.error());
}

constexpr double kDeafShare = 0.06;   // 3 million triangles take 11 s to repair and are to stop within 0.25 s
constexpr double kSilentShare = 0.09; // … and to be heard of every second

void expectHearing(const std::function<Result<void>(const jobs::JobContext&)>& work) {
    Listener whole;
    whole.run(work);
    ASSERT_TRUE(whole.outcome.ok()) << whole.outcome.error().userText;
    EXPECT_LT(whole.deaf, kDeafShare * whole.whole);
    EXPECT_LT(whole.silent, kSilentShare * whole.whole);
    for (const double share : {0.02, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9}) {
        Listener stopped;
        stopped.run(work, share * whole.whole);
        if (stopped.outcome.ok()) continue; // it was quicker this time
        EXPECT_EQ(stopped.outcome.error().code, ErrorCode::Cancelled);
        EXPECT_LT(stopped.afterAsking, kDeafShare * whole.whole) << "asked at " << share;
    }
}

TEST(Stopping, CheckHearsAndTellsInEveryStage) {
    const auto mesh = ball(false);
    expectHearing([&](const jobs::JobContext& context) { return checkBall(*mesh, context); });
}

TEST(Stopping, RepairHearsAndTellsInEveryStage) {
    const auto mesh = ball(true);
    expectHearing([&](const jobs::JobContext& context) { return repairBall(mesh, context); });
}

} // namespace
} // namespace orfeas::print
