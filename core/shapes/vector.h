// Points and directions for code that runs on the processor and on CUDA alike.
#pragma once

#include <cmath>

#ifdef __CUDACC__
/// Marks what both compilers make: the host's and the device's.
#define ORFEAS_HOST_DEVICE __host__ __device__
#else
#define ORFEAS_HOST_DEVICE
#endif

namespace orfeas::shapes {

struct Vec2 {
    float x = 0.0f, y = 0.0f;
};

struct Vec3 {
    float x = 0.0f, y = 0.0f, z = 0.0f;
};

ORFEAS_HOST_DEVICE inline Vec2 operator+(Vec2 a, Vec2 b) {
    return {a.x + b.x, a.y + b.y};
}
ORFEAS_HOST_DEVICE inline Vec2 operator-(Vec2 a, Vec2 b) {
    return {a.x - b.x, a.y - b.y};
}
ORFEAS_HOST_DEVICE inline Vec2 operator*(Vec2 a, float s) {
    return {a.x * s, a.y * s};
}
ORFEAS_HOST_DEVICE inline Vec3 operator+(Vec3 a, Vec3 b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
}
ORFEAS_HOST_DEVICE inline Vec3 operator-(Vec3 a, Vec3 b) {
    return {a.x - b.x, a.y - b.y, a.z - b.z};
}
ORFEAS_HOST_DEVICE inline Vec3 operator-(Vec3 a) {
    return {-a.x, -a.y, -a.z};
}
ORFEAS_HOST_DEVICE inline Vec3 operator*(Vec3 a, float s) {
    return {a.x * s, a.y * s, a.z * s};
}
ORFEAS_HOST_DEVICE inline Vec3 operator*(float s, Vec3 a) {
    return a * s;
}
ORFEAS_HOST_DEVICE inline Vec3 operator*(Vec3 a, Vec3 b) {
    return {a.x * b.x, a.y * b.y, a.z * b.z};
}
ORFEAS_HOST_DEVICE inline Vec3& operator+=(Vec3& a, Vec3 b) {
    return a = a + b;
}
ORFEAS_HOST_DEVICE inline float dot(Vec3 a, Vec3 b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
ORFEAS_HOST_DEVICE inline Vec3 cross(Vec3 a, Vec3 b) {
    return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
ORFEAS_HOST_DEVICE inline float length(Vec2 a) {
    return std::sqrt(a.x * a.x + a.y * a.y);
}
ORFEAS_HOST_DEVICE inline float length(Vec3 a) {
    return std::sqrt(dot(a, a));
}
ORFEAS_HOST_DEVICE inline Vec3 normalized(Vec3 a) {
    return a * (1.0f / std::sqrt(dot(a, a) + 1e-20f));
}
ORFEAS_HOST_DEVICE inline float smaller(float a, float b) {
    return a < b ? a : b;
}
ORFEAS_HOST_DEVICE inline float larger(float a, float b) {
    return a > b ? a : b;
}
ORFEAS_HOST_DEVICE inline float clamped(float v, float low, float high) {
    return smaller(larger(v, low), high);
}
ORFEAS_HOST_DEVICE inline float mix(float a, float b, float t) {
    return a + (b - a) * t;
}
ORFEAS_HOST_DEVICE inline Vec3 mix(Vec3 a, Vec3 b, float t) {
    return a + (b - a) * t;
}

/// A rotation: the axes of the turned frame, seen from the frame around it.
struct Frame {
    Vec3 x{1.0f, 0.0f, 0.0f}, y{0.0f, 1.0f, 0.0f}, z{0.0f, 0.0f, 1.0f};

    ORFEAS_HOST_DEVICE Vec3 inside(Vec3 p) const { return {dot(x, p), dot(y, p), dot(z, p)}; }
    ORFEAS_HOST_DEVICE Vec3 outside(Vec3 p) const { return x * p.x + y * p.y + z * p.z; }
};

} // namespace orfeas::shapes
