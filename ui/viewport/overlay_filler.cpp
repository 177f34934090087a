#include "ui/viewport/overlay_filler.h"

#include "ui/text_format.h"
#include "ui/verdict.h"
#include "ui/viewport/overlay_style.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

constexpr double kQuietRemakeSeconds = 0.35; ///< a remake shorter than this shows no stage strip

} // namespace

void describeObject(Workspace& workspace, bool elsewhere, OverlayContent& content) {
    content.factsTitle.clear();
    if (elsewhere) return;
    const auto& previews = workspace.previews();
    const project::ObjectPtr object = workspace.current();
    auto live = object ? previews.find(object->id) : previews.end();
    if (!object && !previews.empty()) live = previews.begin();
    const std::size_t selected = workspace.selectedIds().size();
    if (live != previews.end()) {
        content.factsTitle = sizeText(mesh::boundingBox(*live->second.mesh).size());
        content.facts = translated("%1 · preview").arg(trianglesText(live->second.mesh->triangles.size()));
    } else if (object && selected > 1) {
        content.factsTitle = translated("%1 objects selected").arg(countText(selected));
        content.facts = translated("%1 on the bed")
                            .arg(countText(static_cast<qulonglong>(workspace.objects()->objectCount())));
    } else if (object) {
        const mesh::MeshFacts& facts = object->facts;
        content.factsTitle = sizeText(facts.box.size());
        content.facts = trianglesText(facts.triangles) + " · " + verdictWord(facts).toLower();
        if (facts.solid()) content.facts += " · " + volumeText(facts.volumeMm3);
    }
}

void describeJob(Workspace& workspace, OverlayContent& content) {
    content.running.clear();
    content.done.clear();
    content.canKeep = false;
    JobModel& jobs = *workspace.jobs();
    for (int row = 0; row < jobs.rowCount(); ++row) {
        const QModelIndex index = jobs.index(row);
        const project::JobStatus& job = jobs.status(index);
        if (job.state != project::JobState::Running || workspace.isEnding(job.id)) continue;
        if (job.isRemake && job.elapsedSeconds < kQuietRemakeSeconds) continue;
        content.running = index.data(JobModel::StageRole).toString();
        content.fraction = job.fraction;
        const auto live = job.object ? workspace.previews().find(*job.object) : workspace.previews().end();
        if (live == workspace.previews().end()) return;
        content.canKeep = true;
        for (const LivePreview::Stage& stage : live->second.stages) {
            QString name = stage.name;
            if (!name.isEmpty()) name[0] = name[0].toUpper();
            content.done.push_back({name, durationText(stage.seconds)});
        }
        return;
    }
}

void describeColours(OverlayContent& content) {
    content.keys.clear();
    if (content.looks.shading == ShadingMode::Overhang) {
        content.keys = {{QColor(175, 178, 182), translated("stands by itself")},
                        {QColor(243, 182, 69), translated("leans out over 45°")},
                        {QColor(229, 62, 48), translated("lies on air")}};
    } else if (content.looks.shading == ShadingMode::Normals) {
        content.keys = {{QColor(255, 128, 128), translated("faces +X")},
                        {QColor(128, 255, 128), translated("+Y")},
                        {QColor(128, 128, 255), translated("+Z, up")}};
    }
}

} // namespace orfeas::ui
