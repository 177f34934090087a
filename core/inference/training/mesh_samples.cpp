#include "core/inference/training/mesh_samples.h"

#include <algorithm>
#include <system_error>

#include "core/shapes/framing.h"
#include "core/shapes/picture_maker.h"

namespace orfeas::inference {
namespace {

namespace fs = std::filesystem;
using shapes::Vec3;

constexpr std::size_t kFramedBy = 4096; ///< vertices at most: enough to find where a silhouette ends

Result<TrainingMesh> readOne(const fs::path& file, const jobs::JobContext& context) {
    ORFEAS_TRY(read, io::readMesh(file, context));
    return TrainingMesh::make(file.stem().string(), std::move(read.parts));
}

std::vector<Vec3> cloudOf(const TrainingMesh& mesh) {
    const std::vector<glm::vec3>& all = mesh.positions();
    const std::size_t step = std::max<std::size_t>(1, all.size() / kFramedBy);
    std::vector<Vec3> cloud;
    for (std::size_t i = 0; i < all.size(); i += step)
        cloud.push_back({all[i].x, all[i].y, all[i].z});
    return cloud;
}

} // namespace

Result<MeshSamples> MeshSamples::open(const fs::path& folder, const jobs::JobContext& context) {
    std::vector<fs::path> files;
    std::error_code fault;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, fault)) {
        const io::MeshFormat* format = io::formatForPath(entry.path());
        if (format && format->canRead) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    MeshSamples samples;
    for (std::size_t i = 0; i < files.size(); ++i) {
        context.report("reading meshes", double(i) / double(files.size()));
        Result<TrainingMesh> mesh = readOne(files[i], context);
        if (context.cancelled()) return jobs::cancelledError();
        if (mesh.ok())
            samples.m_meshes.push_back(std::move(*mesh));
        else
            samples.m_skipped.push_back(files[i].filename().string() + ": " + mesh.error().userText);
    }
    if (samples.m_meshes.empty()) {
        return Error{ErrorCode::NotFound,
                     "There is no mesh in \"" + folder.string() + "\" that bounds a solid",
                     samples.m_skipped.empty() ? std::string() : samples.m_skipped.front()};
    }
    return samples;
}

shapes::Sample MeshSamples::sample(std::uint64_t seed, const shapes::SampleOptions& options) const {
    shapes::Random random(seed);
    const TrainingMesh& mesh = m_meshes[random.bits() % m_meshes.size()];
    shapes::Sample sample;
    sample.seed = seed;
    sample.family = mesh.name();
    sample.side = options.pictureSide;
    sample.view = shapes::randomView(random, {});
    const shapes::Placement placement =
        shapes::framePoints(cloudOf(mesh), sample.view, random.between(0.7f, 0.95f));
    shapes::Look look = shapes::randomLook(random, placement.turn.outside({0.0f, 1.0f, 0.0f}));
    look.style = shapes::Style::Photo;
    const Vec3 paint{random.between(0.05f, 0.9f), random.between(0.05f, 0.9f), random.between(0.05f, 0.9f)};
    const float camera = sample.view.cameraDistance;
    sample.rgba = mesh.picture(placement, look, camera, sample.side, paint);
    sample.depth = mesh.depthMaps(placement, camera, sample.side / 2);
    sample.points = mesh.truthPoints(placement, options, random, paint);
    return sample;
}

} // namespace orfeas::inference
