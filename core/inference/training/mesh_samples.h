// Training examples from a folder of meshes, to fine-tune the reconstruction network on what its user makes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/inference/training/example.h"
#include "core/inference/training/training_mesh.h"
#include "core/jobs/job.h"

namespace orfeas::inference {

class MeshSamples {
public:
    /// Every mesh in the folder, not in folders within it. Those that cannot be read or bound no solid are left out, each
    /// with its sentence in skipped(); NotFound when none is left.
    static Result<MeshSamples> open(const std::filesystem::path& folder, const jobs::JobContext& context);

    std::size_t count() const { return m_meshes.size(); }
    const std::vector<std::string>& skipped() const { return m_skipped; }

    /// A mesh, a camera, lights and, for meshes without colours, a paint, all of which the seed decides; the family is the
    /// mesh's name. The same meshes, seed and options give the same sample. Any thread.
    shapes::Sample sample(std::uint64_t seed, const shapes::SampleOptions& options) const;

private:
    std::vector<TrainingMesh> m_meshes; ///< in the order of their names
    std::vector<std::string> m_skipped;
};

} // namespace orfeas::inference
