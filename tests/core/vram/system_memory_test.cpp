#include "core/vram/system_memory.h"

#include <cstring>
#include <vector>

#include <gtest/gtest.h>

#include "core/vram/cuda_memory.h"
#include "core/vram/machine_memory.h"

namespace orfeas::vram {
namespace {

TEST(SystemMemory, readsWhatTheSystemTells) {
    const auto figures = figuresFrom("MemTotal:       16000 kB\nMemFree:  1 kB\nMemAvailable:    6000 kB\n",
                                     "Name:\torfeas\nVmRSS:\t    2000 kB\n");
    ASSERT_TRUE(figures.ok());
    EXPECT_EQ(figures->total, 16000u * 1024);
    EXPECT_EQ(figures->own, 2000u * 1024);
    EXPECT_EQ(figures->others, 8000u * 1024);
    EXPECT_EQ(figures->free(), 6000u * 1024);
    EXPECT_EQ(figuresFrom("MemTotal: 1 kB\n", "").error().code, ErrorCode::Unavailable);
}

TEST(SystemMemory, seesWhatThisProcessTakes) {
    const auto before = systemMemory()->figures();
    ASSERT_TRUE(before.ok()) << before.error().userText;
    EXPECT_GT(before->total, 100'000'000u);
    constexpr std::size_t kBytes = 64u << 20;
    std::vector<char> taken(kBytes);
    std::memset(taken.data(), 1, kBytes);
    const auto after = systemMemory()->figures();
    ASSERT_TRUE(after.ok());
    EXPECT_GE(after->own, before->own + kBytes / 2);
    EXPECT_GE(peakResidentBytes(), after->own - (1u << 20));
}

TEST(MachineMemory, hasOneManagerForEachDevice) {
    MachineMemory memory;
    EXPECT_EQ(memory.managers().size(), 1 + cudaMemories().size());
    EXPECT_EQ(memory.of("cpu"), &memory.system());
    EXPECT_EQ(memory.of("cuda:99"), nullptr);
    EXPECT_EQ(memory.of("abacus"), nullptr);
    EXPECT_EQ(memory.system().settings().limitBytes, kDefaultLimit);
    EXPECT_GT(memory.system().settings().programBytes, 0u);
    memory.setLimit(3'000'000'000);
    EXPECT_LT(memory.system().accounts().budget, 3'000'000'000u);
    EXPECT_GT(memory.monitor().latest(0).figures.own, 0u);
}

} // namespace
} // namespace orfeas::vram
