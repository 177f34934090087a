#include "core/project/service_core.h"

#include <algorithm>
#include <utility>

#include <glm/gtc/matrix_transform.hpp>

#include "core/image/resize.h"
#include "core/mesh/mesh_facts.h"
#include "core/project/import_parts.h"
#include "core/project/object_name.h"

namespace orfeas::project {
namespace {

constexpr int kThumbnailSide = 128;

std::shared_ptr<const image::Picture> thumbnailOf(const image::Picture& picture) {
    return std::make_shared<const image::Picture>(image::resized(picture, kThumbnailSide));
}

// What the user chose, complete when that is known: the settings of "auto" are not those of what it picked.
generate::Settings settingsToKeep(const generate::GenerateTask& task, const generate::Generated& generated) {
    return task.generator == generated.generator ? generated.settings : task.settings;
}

std::shared_ptr<const Provenance> provenanceOf(const generate::GenerateTask& task,
                                               const std::string& sourceName,
                                               const generate::Generated& generated) {
    auto made = std::make_shared<Provenance>();
    made->sourceName = sourceName;
    made->sourcePath = task.file.string();
    made->picture = generated.picture;
    made->cutout = generated.cutout;
    made->generator = task.generator;
    made->settings = settingsToKeep(task, generated);
    made->how = generated.how;
    return made;
}

} // namespace

ServiceCore::ServiceCore(JobQueue::Emit emit, JobQueue::Post post, Engine engine)
    : m_tell(std::move(emit)), m_post(std::move(post)), m_emit([this](const CoreEvent& event) {
          m_tell(event);
          if (m_watch) m_watch->observe(event);
      }),
      m_engine(std::move(engine)), m_undo(std::make_shared<const Document>()),
      m_queue(
          [this](const CoreEvent& event) {
              m_emit(event);
              const auto* changed = std::get_if<JobChanged>(&event);
              const bool ofPicture = changed && changed->status.kind == JobKind::Generate;
              const bool queued = ofPicture && changed->status.state != JobState::Running;
              if (queued || std::holds_alternative<JobMoved>(event)) keepQueue();
          },
          m_post, m_engine.jobs, [this](const JobRecord& record) { account(record); }) {
    if (m_engine.loadCosts) m_engine.loadCosts(m_queue.costs());
    if (!m_engine.check) return;
    m_watch = std::make_unique<PrintWatch>(
        [this](ObjectChecked checked) {
            m_post([this, checked = std::move(checked)] {
                m_tell(checked);
                noteVerdict(checked);
            });
        },
        m_engine.check);
}

void ServiceCore::stopAll() {
    m_queue.stopAll();
    if (m_watch) m_watch->stop();
}

void ServiceCore::setPrintOptions(const print::CheckOptions& options) {
    if (m_watch) m_watch->setOptions(options);
}

void ServiceCore::commit(Document next, std::string undoText) {
    m_undo.push(std::make_shared<const Document>(std::move(next)), std::move(undoText));
    emitDocument();
}

void ServiceCore::emitDocument() {
    m_emit(DocumentChanged{m_undo.current(), m_undo.undoText(), m_undo.redoText()});
}

void ServiceCore::openDocument(const DocumentPtr& document) {
    m_undo = UndoStack(document);
    for (const ObjectPtr& object : document->objects)
        m_lastObject = std::max(m_lastObject, static_cast<std::uint64_t>(object->id));
    emitDocument();
}

// --- making
// ---------------------------------------------------------------------------------------------------------

void ServiceCore::makeFromFile(const std::filesystem::path& file, const MakeOptions& options) {
    Making making;
    making.name = objectNameFor(file);
    making.sourceName = shownFileName(file);
    making.task.file = file;
    making.task.generator = options.generator;
    making.task.settings = options.settings;
    make(std::move(making), shownFileName(file));
}

void ServiceCore::makeFromPicture(std::shared_ptr<const image::Picture> picture, const std::string& name,
                                  const MakeOptions& options) {
    Making making;
    making.name = cleanName(name);
    if (making.name.empty()) making.name = "Object";
    making.sourceName = making.name;
    making.task.picture = std::move(picture);
    making.task.generator = options.generator;
    making.task.settings = options.settings;
    std::string rowName = making.name;
    make(std::move(making), std::move(rowName));
}

void ServiceCore::make(Making making, std::string rowName, bool paused) {
    making.object = ObjectId{++m_lastObject};
    JobStatus status;
    status.id = m_queue.newId();
    status.kind = JobKind::Generate;
    status.name = std::move(rowName);
    status.object = making.object;
    status.paused = paused;
    m_making[making.object] = making;
    const JobId id = status.id;
    JobNeeds needs = needsOf(making.task);
    m_queue.add(Lane::Make, std::move(status), generateWork(id, std::move(making)), std::move(needs));
}

void ServiceCore::remake(ObjectId id, const MakeOptions& options,
                         std::shared_ptr<const image::Cutout> cutout) {
    const Object* object = document().find(id);
    const JobStatus* row = m_queue.find([&](const JobStatus& s) {
        return s.kind == JobKind::Generate && s.object == id && s.isRemake == (object != nullptr);
    });
    Making making;
    if (object) {
        if (!object->provenance || !object->provenance->picture) {
            m_emit(
                Notice{{ErrorCode::Unsupported, "\"" + object->name + "\" did not come from a picture", {}}});
            return;
        }
        making.object = id;
        making.name = object->name;
        making.sourceName = object->provenance->sourceName;
        making.task.file = object->provenance->sourcePath;
        making.task.picture = object->provenance->picture;
        making.task.cutout = cutout ? std::move(cutout) : object->provenance->cutout;
    } else if (const auto first = m_making.find(id); first != m_making.end() && row) {
        making = first->second;
        if (cutout) making.task.cutout = std::move(cutout);
    } else {
        return; // removed meanwhile
    }
    making.task.generator = options.generator;
    making.task.settings = options.settings;
    if (!object) m_making[id] = making;
    if (row) {
        making.wantsThumbnail = row->thumbnail == nullptr;
        const JobId job = row->id;
        m_queue.replace(job, generateWork(job, std::move(making)));
        return;
    }
    JobStatus status;
    status.id = m_queue.newId();
    status.name = making.sourceName;
    status.object = id;
    status.isRemake = true;
    const JobId job = status.id;
    JobNeeds needs = needsOf(making.task);
    needs.alone.clear(); // remakes follow each other anyway
    m_queue.add(Lane::Remake, std::move(status), generateWork(job, std::move(making)), std::move(needs));
}

JobQueue::Work ServiceCore::generateWork(JobId job, Making making) {
    return
        [this, job, making = std::move(making)](const jobs::JobContext& context) -> Result<JobQueue::Apply> {
            generate::GenerateListener listener;
            listener.onPicture = [&](const std::shared_ptr<const image::Picture>& picture) {
                m_post([this, job, picture] { m_shown[job].picture = picture; });
                if (!making.wantsThumbnail) return;
                m_post([this, job, thumbnail = thumbnailOf(*picture)] {
                    m_queue.update(job, [&](JobStatus& status) { status.thumbnail = thumbnail; });
                });
            };
            listener.onCutout = [&](const std::shared_ptr<const image::Cutout>& cutout) {
                m_post([this, job, cutout] { m_shown[job].cutout = cutout; });
            };
            listener.onPreview = [&](const generate::Preview& preview) {
                m_post([this, job, making, preview, box = mesh::boundingBox(*preview.mesh)] {
                    showPreview(job, making, preview, box);
                });
            };
            listener.onEarlier = [&](const generate::Earlier& earlier) {
                m_post([this, job, earlier] {
                    m_queue.update(job, [&](JobStatus& status) { status.earlier = earlier; });
                });
            };
            ORFEAS_TRY(generated, m_engine.generate(making.task, listener, context));
            return JobQueue::Apply([this, making, generated](JobStatus& status) {
                return takeGenerated(making, generated, status);
            });
        };
}

void ServiceCore::showPreview(JobId job, const Making& making, const generate::Preview& preview,
                              const mesh::Box& box) {
    if (!m_queue.notePreview(job)) return;
    m_shown[job].making = making;
    m_shown[job].preview = preview;
    forgetEnded();
    const Object* object = document().find(making.object);
    m_emit(PreviewReady{job, making.object, object ? object->name : making.name, preview,
                        object ? object->transform : placeFor(making.object, box)});
}

void ServiceCore::forgetEnded() {
    std::erase_if(m_shown, [this](const auto& shown) {
        return !m_queue.find(
            [&](const JobStatus& row) { return row.id == shown.first && row.state == JobState::Running; });
    });
}

void ServiceCore::keep(JobId job) {
    forgetEnded();
    const auto found = m_shown.find(job);
    if (found == m_shown.end() || !found->second.preview.mesh) {
        m_emit(Notice{{ErrorCode::BadInput, "There is no shape to keep yet; wait for the first one", {}}});
        return;
    }
    const Shown shown = found->second;
    generate::Generated kept;
    kept.mesh = shown.preview.mesh;
    kept.facts = mesh::measure(*kept.mesh);
    kept.picture = shown.picture ? shown.picture : shown.making.task.picture;
    kept.cutout = shown.cutout ? shown.cutout : shown.making.task.cutout;
    kept.generator = shown.making.task.generator;
    kept.settings = shown.making.task.settings;
    kept.reproducible = false; // where it was stopped cannot be asked for again
    kept.how = "Kept as it stood at the stage \"" + shown.preview.stage + "\"";
    if (!kept.facts.solid()) {
        m_emit(Notice{{ErrorCode::BadInput, "This shape is not closed yet; keep the next one", {}}});
        return;
    }
    m_queue.settleFor(job, [this, making = shown.making, kept](JobStatus& status) {
        return takeGenerated(making, kept, status);
    });
}

Result<void> ServiceCore::takeGenerated(const Making& making, const generate::Generated& generated,
                                        JobStatus& status) {
    const Object* before = document().find(making.object);
    const bool first = m_making.erase(making.object) > 0;
    if (!before && !first) return jobs::cancelledError(); // removed while it was remade
    auto object = std::make_shared<Object>();
    object->id = making.object;
    object->name = before ? before->name : document().freeName(making.name);
    object->mesh = generated.mesh;
    object->facts = generated.facts;
    object->visible = before ? before->visible : true;
    object->transform = before ? before->transform : placeFor(making.object, generated.facts.box);
    if (before) {
        // A remake that has grown into its neighbours steps aside; one that stood among them before stays.
        const std::vector<Footprint> others = footprintsExcept(making.object);
        const Footprint now = footprintOf(generated.facts.box, object->transform);
        if (!crowdsAny(footprintOf(before->facts.box, before->transform), others) && crowdsAny(now, others)) {
            const glm::vec2 by = findPlace(now, others);
            object->transform = glm::translate(glm::mat4(1.0f), glm::vec3(by, 0.0f)) * object->transform;
        }
    }
    m_reserved.erase(making.object);
    object->provenance = provenanceOf(making.task, making.sourceName, generated);
    status.note = generated.how;
    status.kept = generated.source != generate::Source::Made;
    const auto detail = generated.settings.values().find("detail");
    m_facts[status.id] = {generated.generator,
                          detail == generated.settings.values().end() ? ""
                                                                      : generate::formatValue(detail->second),
                          generated.source,
                          generated.savedSeconds,
                          static_cast<double>(generated.picture->pixelCount()) / 1e6,
                          generated.facts.triangles};
    std::string text = (before ? "Change " : "Add ") + object->name;
    commit(document().withObject(std::move(object)), std::move(text));
    return {};
}

// --- files
// ----------------------------------------------------------------------------------------------------------

void ServiceCore::importMesh(const std::filesystem::path& file) {
    JobStatus status;
    status.id = m_queue.newId();
    status.kind = JobKind::Import;
    status.name = shownFileName(file);
    m_queue.add(Lane::Files, std::move(status),
                [this, file](const jobs::JobContext& context) -> Result<JobQueue::Apply> {
                    context.report("reading", 0.0);
                    ORFEAS_TRY(read, m_engine.readMesh(file, context.part(0.0, 0.7)));
                    context.report("measuring", 0.7);
                    const std::string name = objectNameFor(file);
                    ORFEAS_TRY(parts,
                               importParts(read, name, shownFileName(file), file, context.part(0.7, 1.0)));
                    return JobQueue::Apply([this, name, warnings = read.warnings, parts](JobStatus& row) {
                        return takeImported(name, warnings, parts, row);
                    });
                });
}

Result<void> ServiceCore::takeImported(const std::string& name, const std::vector<std::string>& warnings,
                                       const std::vector<ObjectPtr>& parts, JobStatus& status) {
    const std::vector<Footprint> others = footprintsExcept(ObjectId{});
    Footprint whole = footprintOf(parts[0]->facts.box, parts[0]->transform);
    for (const ObjectPtr& part : parts) {
        const Footprint one = footprintOf(part->facts.box, part->transform);
        whole = {glm::min(whole.lower, one.lower), glm::max(whole.upper, one.upper)};
    }
    const glm::mat4 aside = glm::translate(glm::mat4(1.0f), glm::vec3(findPlace(whole, others), 0.0f));
    Document next = document();
    for (const ObjectPtr& part : parts) {
        auto object = std::make_shared<Object>(*part);
        object->id = ObjectId{++m_lastObject};
        object->name = next.freeName(object->name);
        object->transform = aside * object->transform;
        if (!status.object) status.object = object->id;
        next.objects.push_back(std::move(object));
    }
    for (const std::string& warning : warnings)
        status.note += (status.note.empty() ? "" : "; ") + warning;
    std::string text = "Add " + (parts.size() == 1 ? next.objects.back()->name : name);
    commit(std::move(next), std::move(text));
    return {};
}

void ServiceCore::exportObjects(const std::vector<ObjectId>& objects, const std::filesystem::path& file,
                                const io::WriteOptions& options) {
    std::vector<io::MeshPart> parts;
    for (const ObjectId id : objects) {
        if (const Object* object = document().find(id))
            parts.push_back({object->name, object->mesh, object->transform});
    }
    JobStatus status;
    status.id = m_queue.newId();
    status.kind = JobKind::Export;
    status.name = shownFileName(file);
    if (objects.size() == 1) status.object = objects.front();
    const JobId job = status.id;
    m_queue.add(
        Lane::Files, std::move(status),
        [this, job, parts, file, options](const jobs::JobContext& context) -> Result<JobQueue::Apply> {
            if (parts.empty()) return Error{ErrorCode::BadInput, "There is no object to export", {}};
            context.report("writing", 0.0);
            ORFEAS_TRY(receipt, m_engine.writeMesh(file, parts, options, context));
            return JobQueue::Apply([this, job, receipt](JobStatus&) -> Result<void> {
                m_emit(Exported{job, receipt});
                return {};
            });
        });
}

void ServiceCore::dismiss(JobId id) {
    const JobStatus* row = m_queue.find([&](const JobStatus& status) { return status.id == id; });
    const ObjectId object = row ? row->object.value_or(ObjectId{}) : ObjectId{};
    const bool firstMake = row && row->kind == JobKind::Generate && !row->isRemake;
    m_queue.dismiss(id);
    if (!firstMake || m_queue.find([&](const JobStatus& status) { return status.id == id; })) return;
    m_making.erase(object);
    m_reserved.erase(object);
}

// --- places
// ---------------------------------------------------------------------------------------------------------

std::vector<Footprint> ServiceCore::footprintsExcept(ObjectId id) const {
    std::vector<Footprint> out;
    for (const ObjectPtr& object : document().objects) {
        if (object->id != id) out.push_back(footprintOf(object->facts.box, object->transform));
    }
    return out;
}

// Previews and the result of a new object stand in the same place, as long as that stays free.
glm::mat4 ServiceCore::placeFor(ObjectId id, const mesh::Box& box) {
    const std::vector<Footprint> others = footprintsExcept(id);
    const Footprint atOrigin = footprintOf(box, glm::mat4(1.0f));
    const auto reserved = m_reserved.find(id);
    if (reserved == m_reserved.end() || crowdsAny(moved(atOrigin, reserved->second), others)) {
        m_reserved[id] = findPlace(atOrigin, others);
    }
    return glm::translate(glm::mat4(1.0f), glm::vec3(m_reserved[id], 0.0f));
}

} // namespace orfeas::project
