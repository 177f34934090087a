// The remeshing module's one door.
#include "core/print/remesh_parts.h"

namespace orfeas::print {
namespace {

class Engine final : public RemeshEngine {
public:
    Result<HoleFill> fillHoles(const mesh::Mesh& mesh, bool fair,
                               const jobs::JobContext& context) const override {
        return remesh::fillHoles(mesh, fair, context);
    }
    Result<mesh::Mesh> boolean(const mesh::Mesh& a, const mesh::Mesh& b, BooleanOperation operation,
                               const jobs::JobContext& context) const override {
        return remesh::boolean(a, b, operation, context);
    }
    Result<mesh::Mesh> cut(const mesh::Mesh& mesh, glm::dvec3 normal, double offset,
                           const jobs::JobContext& context) const override {
        return remesh::cut(mesh, normal, offset, context);
    }
    Result<mesh::Mesh> voxelRemesh(const mesh::Mesh& mesh, double voxelMm, double offsetMm,
                                   const jobs::JobContext& context) const override {
        return remesh::voxelRemesh(mesh, voxelMm, offsetMm, context);
    }
    Result<mesh::Mesh> padded(const mesh::Mesh& mesh, const mesh::Mesh& core, double radiusMm, double voxelMm,
                              const jobs::JobContext& context) const override {
        return remesh::padded(mesh, core, radiusMm, voxelMm, context);
    }
    Result<mesh::Mesh> alphaWrap(const mesh::Mesh& mesh, double alphaMm, double offsetMm,
                                 const jobs::JobContext& context) const override {
        return remesh::alphaWrap(mesh, alphaMm, offsetMm, context);
    }
    Result<mesh::Mesh> simplify(const mesh::Mesh& mesh, const SimplifySettings& settings,
                                const jobs::JobContext& context) const override {
        return remesh::simplify(mesh, settings, context);
    }
    Result<mesh::Mesh> textSolid(std::string_view utf8, const TextStyle& style, double spacing,
                                 const jobs::JobContext& context) const override {
        ORFEAS_TRY(outlines, textOutlines(utf8, style));
        return remesh::prism(outlines, spacing, context);
    }
};

} // namespace
} // namespace orfeas::print

extern "C" __attribute__((visibility("default"))) const orfeas::print::RemeshEngine*
orfeasRemeshModule(int interface) {
    static const orfeas::print::Engine engine;
    return interface == orfeas::print::kRemeshInterface ? &engine : nullptr;
}
