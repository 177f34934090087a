#include "core/generate/poisson.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/generate/distance_field.h"

namespace orfeas::generate {
namespace {

constexpr int kCoarsestSide = 48;
constexpr float kSmallestFraction = 0.02f; ///< an outline nearer than this to a cell counts as this near

// The five-point system over the cells inside, numbered row by row.
struct System {
    std::vector<std::uint32_t> cell; ///< unknown -> cell of the grid
    std::vector<std::int32_t> left;  ///< unknown to the left or -1
    std::vector<std::int32_t> up;    ///< unknown above or -1
    std::vector<double> diagonal;
    std::vector<double> pivot; ///< inverse pivots of the incomplete factor
};

System assemble(const Field& distance) {
    System s;
    std::vector<std::int32_t> unknown(distance.values.size(), -1);
    for (int y = 1; y + 1 < distance.height; ++y) {
        for (int x = 1; x + 1 < distance.width; ++x) {
            const float d = distance.at(x, y);
            if (!(d > 0.0f)) continue;
            const std::size_t i = distance.index(x, y);
            unknown[i] = static_cast<std::int32_t>(s.cell.size());
            s.cell.push_back(static_cast<std::uint32_t>(i));
            s.left.push_back(unknown[i - 1]);
            s.up.push_back(unknown[i - static_cast<std::size_t>(distance.width)]);
            double diagonal = 0.0;
            for (const float neighbour : {distance.at(x - 1, y), distance.at(x + 1, y), distance.at(x, y - 1),
                                          distance.at(x, y + 1)}) {
                diagonal += neighbour > 0.0f ? 1.0 : 1.0 / std::max(kSmallestFraction, d / (d - neighbour));
            }
            s.diagonal.push_back(diagonal);
        }
    }
    // Modified incomplete Cholesky with the usual safety: off-diagonals are -1.
    s.pivot.resize(s.cell.size());
    constexpr double kModified = 0.97;
    for (std::size_t i = 0; i < s.cell.size(); ++i) {
        double d = s.diagonal[i];
        for (const std::int32_t before : {s.left[i], s.up[i]}) {
            if (before < 0) continue;
            const auto b = static_cast<std::size_t>(before);
            // What elimination of `before` would fill in goes to the diagonal.
            d -= s.pivot[b] * (1.0 + kModified);
        }
        if (d < 0.25 * s.diagonal[i]) d = s.diagonal[i];
        s.pivot[i] = 1.0 / d;
    }
    return s;
}

// out = A x
void multiply(const System& s, const std::vector<double>& x, std::vector<double>& out) {
    for (std::size_t i = 0; i < x.size(); ++i) {
        double sum = s.diagonal[i] * x[i];
        for (const std::int32_t before : {s.left[i], s.up[i]}) {
            if (before < 0) continue;
            sum -= x[static_cast<std::size_t>(before)];
            out[static_cast<std::size_t>(before)] -= x[i];
        }
        out[i] = sum;
    }
}

// out = M^-1 r by one forward and one backward sweep.
void precondition(const System& s, const std::vector<double>& r, std::vector<double>& out) {
    for (std::size_t i = 0; i < r.size(); ++i) {
        double sum = r[i];
        for (const std::int32_t before : {s.left[i], s.up[i]}) {
            if (before >= 0) sum += out[static_cast<std::size_t>(before)];
        }
        out[i] = sum * s.pivot[i];
    }
    for (std::size_t i = r.size(); i-- > 0;) {
        for (const std::int32_t before : {s.left[i], s.up[i]}) {
            if (before < 0) continue;
            const auto b = static_cast<std::size_t>(before);
            out[b] += out[i] * s.pivot[b];
        }
    }
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

// Preconditioned conjugate gradients for A x = 4 from the given start. False when cancelled.
bool conjugateGradients(const System& s, std::vector<double>& x, const jobs::JobContext& context) {
    const std::size_t n = x.size();
    std::vector<double> r(n), z(n), p(n), q(n);
    multiply(s, x, q);
    for (std::size_t i = 0; i < n; ++i)
        r[i] = 4.0 - q[i];
    precondition(s, r, z);
    p = z;
    double rz = dot(r, z);
    const double target = 1e-10 * 16.0 * static_cast<double>(n);
    const int limit = 400;
    for (int step = 0; step < limit && dot(r, r) > target; ++step) {
        if (context.cancelled()) return false;
        multiply(s, p, q);
        const double alpha = rz / dot(p, q);
        for (std::size_t i = 0; i < n; ++i) {
            x[i] += alpha * p[i];
            r[i] -= alpha * q[i];
        }
        precondition(s, r, z);
        const double next = dot(r, z);
        const double beta = next / rz;
        rz = next;
        for (std::size_t i = 0; i < n; ++i)
            p[i] = z[i] + beta * p[i];
    }
    return true;
}

Field halved(const Field& field) {
    // One cell of margin stays outside on every side.
    Field out((field.width + 1) / 2 + 2, (field.height + 1) / 2 + 2);
    for (int y = 0; y < out.height; ++y) {
        for (int x = 0; x < out.width; ++x) {
            const float fx = 2.0f * static_cast<float>(x - 1) + 0.5f;
            const float fy = 2.0f * static_cast<float>(y - 1) + 0.5f;
            out.at(x, y) = 0.5f * sampleLinear(field, fx, fy);
        }
    }
    return out;
}

// Solves on `distance`, from half the resolution when the grid is large. Zero outside.
Result<Field> solveInside(const Field& distance, const jobs::JobContext& context) {
    Field u(distance.width, distance.height, 0.0f);
    const System system = assemble(distance);
    std::vector<double> x(system.cell.size(), 0.0);
    if (std::max(distance.width, distance.height) > kCoarsestSide) {
        ORFEAS_TRY(coarse, solveInside(halved(distance), context));
        for (std::size_t i = 0; i < x.size(); ++i) {
            const auto w = static_cast<std::uint32_t>(distance.width);
            const float cx = static_cast<float>(system.cell[i] % w);
            const float cy = static_cast<float>(system.cell[i] / w);
            x[i] = 4.0 * sampleLinear(coarse, (cx - 0.5f) / 2.0f + 1.0f, (cy - 0.5f) / 2.0f + 1.0f);
        }
    }
    if (!conjugateGradients(system, x, context)) return jobs::cancelledError();
    for (std::size_t i = 0; i < x.size(); ++i)
        u.values[system.cell[i]] = static_cast<float>(x[i]);
    return u;
}

// Slope of u at the outline, per cell, known at the inside cells next to it and averaged along it.
Field slopesAtBorder(const Field& u, const Field& distance, std::vector<std::uint8_t>& known) {
    Field raw(u.width, u.height, 0.0f);
    for (int y = 1; y + 1 < u.height; ++y) {
        for (int x = 1; x + 1 < u.width; ++x) {
            const float d = distance.at(x, y);
            if (d <= 0.0f || d > 2.0f) continue;
            raw.at(x, y) = u.at(x, y) / std::max(d, 0.3f);
        }
    }
    Field slope(u.width, u.height, 0.0f);
    known.assign(u.values.size(), 0);
    for (int y = 1; y + 1 < u.height; ++y) {
        for (int x = 1; x + 1 < u.width; ++x) {
            if (raw.at(x, y) <= 0.0f || distance.at(x, y) > 1.5f) continue;
            float sum = 0.0f;
            float weights = 0.0f;
            for (int dy = -1; dy <= 1; ++dy) {
                for (int dx = -1; dx <= 1; ++dx) {
                    const float value = raw.at(x + dx, y + dy);
                    const float weight =
                        value > 0.0f ? std::min(1.0f, distance.at(x + dx, y + dy) + 0.05f) : 0.0f;
                    sum += weight * value;
                    weights += weight;
                }
            }
            slope.at(x, y) = sum / weights;
            known[u.index(x, y)] = 1;
        }
    }
    return slope;
}

} // namespace

Result<Field> solveInflation(const Field& distance, const jobs::JobContext& context) {
    ORFEAS_TRY(u, solveInside(distance, context));
    std::vector<std::uint8_t> known;
    const Field slope = slopesAtBorder(u, distance, known);
    const std::vector<std::uint32_t> nearest = nearestSites(u.width, u.height, known);
    for (std::size_t i = 0; i < u.values.size(); ++i) {
        if (distance.values[i] > 0.0f) continue;
        const float s = nearest[i] == kNoSite ? 1.0f : slope.values[nearest[i]];
        u.values[i] = distance.values[i] * s;
    }
    return Result<Field>(std::move(u));
}

} // namespace orfeas::generate
