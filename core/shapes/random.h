// Random numbers that are the same on every machine: SplitMix64 (Steele, Lea, Flood 2014).
#pragma once

#include <cstdint>

#include "core/shapes/vector.h"

namespace orfeas::shapes {

class Random {
public:
    ORFEAS_HOST_DEVICE explicit Random(std::uint64_t seed) : m_state(seed) {
        bits();
        m_state ^= bits();
    }

    ORFEAS_HOST_DEVICE std::uint64_t bits() {
        std::uint64_t z = (m_state += 0x9e3779b97f4a7c15ull);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }

    /// 0 … 1, the latter excluded.
    ORFEAS_HOST_DEVICE float unit() { return static_cast<float>(bits() >> 40) * 0x1p-24f; }
    ORFEAS_HOST_DEVICE float between(float low, float high) { return low + (high - low) * unit(); }
    ORFEAS_HOST_DEVICE bool chance(float probability) { return unit() < probability; }
    /// low … high, both included.
    ORFEAS_HOST_DEVICE int whole(int low, int high) {
        return low + static_cast<int>(bits() % static_cast<std::uint64_t>(high - low + 1));
    }
    ORFEAS_HOST_DEVICE float sign() { return chance(0.5f) ? 1.0f : -1.0f; }

    /// Near enough to a normal distribution: the sum of four even ones.
    ORFEAS_HOST_DEVICE float normal() {
        const float sum = unit() + unit() + unit() + unit();
        return (sum - 2.0f) * 1.7320508f;
    }

    ORFEAS_HOST_DEVICE Vec3 direction() {
        const float height = between(-1.0f, 1.0f), turn = between(0.0f, 6.2831853f);
        const float around = std::sqrt(larger(0.0f, 1.0f - height * height));
        return {around * std::cos(turn), height, around * std::sin(turn)};
    }

private:
    std::uint64_t m_state;
};

} // namespace orfeas::shapes
