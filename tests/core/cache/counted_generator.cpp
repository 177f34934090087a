#include "tests/core/cache/counted_generator.h"

#include <chrono>
#include <vector>

#include "core/generate/detail.h"
#include "core/mesh/mesh_facts.h"
#include "tests/support/shapes.h"

namespace orfeas::test {

using namespace std::chrono_literals;

std::optional<std::string> CountedGenerator::weightsName() const {
    std::lock_guard lock(m_mutex);
    return m_weights;
}

std::span<const generate::SettingSpec> CountedGenerator::settings() const {
    static const std::vector<generate::SettingSpec> specs = {generate::sizeSetting(),
                                                             generate::detailSetting()};
    return specs;
}

Result<generate::MeshPtr> CountedGenerator::firstShape(const generate::Request& request,
                                                       const jobs::JobContext&) const {
    const auto radius = static_cast<float>(0.5 * request.settings.number("size"));
    mesh::Mesh mesh = moved(sphere(radius, 8), {0.0f, 0.0f, radius});
    mesh.colors.assign(mesh.positions.size(), mesh::Rgba8(10, 20, 30, 255));
    return std::make_shared<const mesh::Mesh>(std::move(mesh));
}

Result<generate::Outcome> CountedGenerator::run(const generate::Request& request,
                                                const generate::PreviewSink& previews,
                                                const jobs::JobContext& context) const {
    ORFEAS_TRY(mesh, firstShape(request, context));
    {
        std::unique_lock lock(m_mutex);
        ++m_runs;
        m_changed.notify_all();
        context.report("rounding", 0.5);
        if (!m_changed.wait(lock, context.stopToken(), [&] { return m_open; })) return jobs::cancelledError();
    }
    if (previews) previews({mesh, "round"});
    return generate::Outcome{mesh, "A sphere", m_reproducible};
}

void CountedGenerator::reset() {
    open();
    setWeights("counted weights");
    m_runs = 0;
    m_revision = 1;
    m_reproducible = true;
}

void CountedGenerator::close() {
    std::lock_guard lock(m_mutex);
    m_open = false;
}

void CountedGenerator::open() {
    std::lock_guard lock(m_mutex);
    m_open = true;
    m_changed.notify_all();
}

void CountedGenerator::setWeights(std::optional<std::string> name) {
    std::lock_guard lock(m_mutex);
    m_weights = std::move(name);
}

bool CountedGenerator::waitBegun(int runs) const {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, 20s, [&] { return m_runs >= runs; });
}

CountedGenerator& counted() {
    static CountedGenerator generator;
    static const bool added = [] {
        generate::addGenerator(generator);
        return true;
    }();
    (void)added;
    return generator;
}

std::shared_ptr<const image::Picture> discPicture(int side, int shade) {
    auto picture = std::make_shared<image::Picture>();
    picture->width = side;
    picture->height = side;
    picture->hasAlpha = true;
    picture->rgba.assign(4 * picture->pixelCount(), 0);
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const double dx = x + 0.5 - 0.5 * side, dy = y + 0.5 - 0.45 * side;
            if (dx * dx + dy * dy > 0.14 * side * side) continue;
            std::uint8_t* p =
                picture->rgba.data() + 4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                                            static_cast<std::size_t>(x));
            p[0] = static_cast<std::uint8_t>(shade);
            p[1] = static_cast<std::uint8_t>(255 * x / side);
            p[2] = 40;
            p[3] = 255;
        }
    }
    return picture;
}

generate::GenerateTask countedTask(double size, int shade) {
    generate::GenerateTask task;
    task.picture = discPicture(64, shade);
    task.file = "disc.png";
    task.generator = counted().name();
    task.settings.set("size", size);
    return task;
}

} // namespace orfeas::test
