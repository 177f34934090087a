#include "core/mesh/sampled_field.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include "core/base/parallel.h"

namespace orfeas::mesh {
namespace {

constexpr std::size_t kConcurrentGrain = 2048;

int coarseStride(const SurfaceSettings& settings) {
    const int cells = std::max({settings.samples.x, settings.samples.y, settings.samples.z}) - 1;
    int stride = 1;
    while (cells / (stride * 2) >= std::max(1, settings.coarseCells))
        stride *= 2;
    return stride;
}

} // namespace

SampledField::SampledField(const Field& field, const SurfaceSettings& settings)
    : m_field(field), m_settings(settings), m_stride(coarseStride(settings)),
      m_coarseCells((settings.samples + (m_stride - 2)) / m_stride + 2),
      m_lattice(m_coarseCells * m_stride + 1, m_stride) {}

glm::dvec3 SampledField::position(glm::dvec3 sample) const {
    const glm::dvec3 lower(m_settings.box.lower);
    const glm::dvec3 size = glm::dvec3(m_settings.box.upper) - lower;
    return lower + sample / glm::dvec3(m_settings.samples - 1) * size;
}

Result<void> SampledField::mayGoOn(const jobs::JobContext& context) const {
    if (context.cancelled()) return jobs::cancelledError();
    const std::size_t bytes =
        m_lattice.brickCount() * sizeof(SparseLattice::Brick) + m_pending.size() * sizeof(LatticePoint);
    if (bytes > m_settings.maxBytes) {
        return Error{ErrorCode::TooLarge,
                     "The surface is too large for the memory set aside; choose a lower resolution",
                     {}};
    }
    return {};
}

Result<void> SampledField::evaluatePending(const jobs::JobContext& context) {
    const std::size_t window = std::max<std::size_t>(1, m_field.batch);
    std::vector<glm::vec3> points;
    std::vector<float> values;
    for (std::size_t begin = 0; begin < m_pending.size(); begin += window) {
        ORFEAS_CHECK(mayGoOn(context));
        const std::size_t count = std::min(window, m_pending.size() - begin);
        points.resize(count);
        values.resize(count);
        for (std::size_t i = 0; i < count; ++i) {
            points[i] = glm::vec3(position(glm::dvec3(glm::ivec3(m_pending[begin + i]) - m_stride)));
        }
        ORFEAS_CHECK(evaluate(points, values));
        for (std::size_t i = 0; i < count; ++i)
            m_lattice.set(m_pending[begin + i], values[i]);
    }
    m_evaluated += m_pending.size();
    m_pending.clear();
    return {};
}

Result<void> SampledField::evaluate(std::span<const glm::vec3> points, std::span<float> values) const {
    if (!m_field.concurrent) return m_field.evaluate(points, values);
    std::mutex mutex;
    std::optional<std::pair<std::size_t, Error>> first;
    parallelFor(points.size(), kConcurrentGrain, [&](std::size_t begin, std::size_t end) {
        const Result<void> done =
            m_field.evaluate(points.subspan(begin, end - begin), values.subspan(begin, end - begin));
        if (done.ok()) return;
        std::lock_guard lock(mutex);
        if (!first || begin < first->first) first.emplace(begin, done.error());
    });
    if (first) return std::move(first->second);
    return {};
}

} // namespace orfeas::mesh
