#include "tests/core/project/fake_engine.h"

#include <stdexcept>

#include "core/mesh/mesh_facts.h"
#include "tests/support/shapes.h"

namespace orfeas::test {
namespace {

// On the bed, centred, as generators promise.
std::shared_ptr<const mesh::Mesh> standingCube(double size) {
    const auto s = static_cast<float>(size);
    return std::make_shared<const mesh::Mesh>(moved(cube(s), {-0.5f * s, -0.5f * s, 0.0f}));
}

std::shared_ptr<const image::Picture> greyPicture() {
    auto picture = std::make_shared<image::Picture>();
    picture->width = 300;
    picture->height = 200;
    picture->rgba.assign(4 * picture->pixelCount(), 128);
    return picture;
}

} // namespace

generate::Settings sizeSettings(double size) {
    generate::Settings settings;
    settings.set("size", size);
    return settings;
}

project::Engine FakeEngine::engine(bool sideBySide) {
    project::Engine engine;
    engine.oneByOne = !sideBySide;
    engine.generate = [this](const auto& task, const auto& listener, const auto& context) {
        return generate(task, listener, context);
    };
    engine.readMesh = [this](const auto& file, const auto& context) { return readMesh(file, context); };
    engine.writeMesh = [this](const auto& file, auto parts, const auto&, const auto& context) {
        return writeMesh(file, parts, context);
    };
    return engine;
}

void FakeEngine::close() {
    std::lock_guard lock(m_mutex);
    m_open = false;
}

void FakeEngine::open() {
    {
        std::lock_guard lock(m_mutex);
        m_open = true;
    }
    m_opened.notify_all();
}

std::vector<std::string> FakeEngine::begun() const {
    std::lock_guard lock(m_mutex);
    return m_begun;
}

bool FakeEngine::passGate(const jobs::JobContext& context) {
    const jobs::Waiting waiting(context);
    std::unique_lock lock(m_mutex);
    return m_opened.wait(lock, context.stopToken(), [this] { return m_open; });
}

Result<generate::Generated> FakeEngine::generate(const generate::GenerateTask& task,
                                                 const generate::GenerateListener& listener,
                                                 const jobs::JobContext& context) {
    const auto found = task.settings.values().find("size");
    const double size = found == task.settings.values().end() ? 10.0 : std::get<double>(found->second);
    const std::string name = task.file.empty() ? "picture" : task.file.filename().string();
    m_mostAtOnce = std::max(m_mostAtOnce.load(), ++m_atOnce);
    struct Leave {
        std::atomic<int>& count;
        ~Leave() { --count; }
    } leave{m_atOnce};
    {
        std::lock_guard lock(m_mutex);
        m_begun.push_back(name + " " + std::to_string(static_cast<int>(size)));
    }
    if (name.starts_with("bad")) return Error{ErrorCode::BadInput, "The picture is bad", {}};
    if (name.starts_with("throwing")) throw std::runtime_error("a bug");
    context.report("reading the picture", 0.0);
    generate::Generated out;
    out.picture = task.picture ? task.picture : greyPicture();
    listener.onPicture(out.picture);
    listener.onPreview({standingCube(size), "outline"});
    context.report("inflating", 0.5);
    if (!passGate(context)) return jobs::cancelledError();
    image::Cutout cutout;
    const auto pixels =
        static_cast<std::size_t>(out.picture->width) * static_cast<std::size_t>(out.picture->height);
    cutout.mask = {out.picture->width, out.picture->height, std::vector<std::uint8_t>(pixels, 255)};
    out.cutout = std::make_shared<const image::Cutout>(std::move(cutout));
    out.generator = "fake";
    out.settings = task.settings;
    out.mesh = standingCube(size);
    out.facts = mesh::measure(*out.mesh);
    out.how = "A cube";
    return out;
}

Result<io::ReadMesh> FakeEngine::readMesh(const std::filesystem::path& file,
                                          const jobs::JobContext& context) {
    if (!passGate(context)) return jobs::cancelledError();
    if (file.filename().string().starts_with("bad")) return Error{ErrorCode::BadInput, "The mesh is bad", {}};
    io::ReadMesh read;
    const auto far = std::make_shared<const mesh::Mesh>(moved(cube(10.0f), {100.0f, 200.0f, 300.0f}));
    const auto above = std::make_shared<const mesh::Mesh>(moved(cube(10.0f), {100.0f, 200.0f, 320.0f}));
    read.parts.push_back({"base", far, glm::mat4(1.0f)});
    if (file.filename().string().starts_with("two")) read.parts.push_back({"top", above, glm::mat4(1.0f)});
    read.warnings = {"1 triangle was left out"};
    return read;
}

Result<io::Receipt> FakeEngine::writeMesh(const std::filesystem::path& file,
                                          std::span<const io::MeshPart> parts,
                                          const jobs::JobContext& context) {
    if (!passGate(context)) return jobs::cancelledError();
    if (file.filename().string().starts_with("bad"))
        return Error{ErrorCode::DiskFull, "The disk is full", {}};
    io::Receipt receipt;
    receipt.file = file;
    for (const io::MeshPart& part : parts)
        receipt.triangles += part.mesh->triangles.size();
    return receipt;
}

} // namespace orfeas::test
