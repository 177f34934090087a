#include "core/generate/sound_result.h"

#include <utility>

#include "core/print/repair.h"

namespace orfeas::generate {
namespace {

Error notClosed(const mesh::MeshFacts& facts, const std::string& detail) {
    return {ErrorCode::Failed, "The shape did not come out closed; try another detail or generator",
            "open " + std::to_string(facts.openEdges) + ", non-manifold edges " +
                std::to_string(facts.nonManifoldEdges) + ", flipped " + std::to_string(facts.flippedEdges) +
                ", vertices " + std::to_string(facts.nonManifoldVertices) + ", degenerate " +
                std::to_string(facts.degenerateTriangles) + "; " + detail};
}

} // namespace

Result<SoundResult> soundResult(MeshPtr made, const jobs::JobContext& context) {
    print::RepairSettings settings;
    settings.removeFloating = false;
    settings.flatBase = false;
    Result<print::Repair> repaired = print::repair(made, settings, context);
    if (!repaired.ok()) {
        if (repaired.error().code == ErrorCode::Cancelled) return std::move(repaired).error();
        const mesh::MeshFacts facts = mesh::measure(*made);
        // Without the module that repairs, a closed shape is as much as can be asked for.
        if (repaired.error().code == ErrorCode::Unavailable && facts.solid())
            return SoundResult{made, facts, {}};
        return notClosed(facts, repaired.error().userText);
    }
    SoundResult out{repaired->mesh, mesh::measure(*repaired->mesh), {}};
    for (const std::string& step : repaired->steps)
        out.how += (out.how.empty() ? "repaired: " : ", ") + step;
    return out;
}

} // namespace orfeas::generate
