#include "ui/workspace.h"

#include <algorithm>

#include "core/project/queue_store.h"
#include "core/project/scene_edit.h"
#include "ui/drop_content.h"
#include "ui/error_text.h"
#include "ui/preferences.h"

namespace orfeas::ui {

using project::JobId;
using project::JobStatus;
using project::ObjectId;
using project::ObjectPtr;

namespace {

bool sameOptions(const MakeOptions& wanted, const project::Provenance& made) {
    if (wanted.generator != made.generator) return false;
    const auto& values = wanted.settings.values();
    return std::all_of(values.begin(), values.end(), [&](const auto& entry) {
        const auto found = made.settings.values().find(entry.first);
        return found != made.settings.values().end() && found->second == entry.second;
    });
}

} // namespace

Workspace::Workspace(QObject* parent) : QObject(parent) {
    connectBridge();
    connectRows();
    connectPrint();
    connect(&m_selection, &SceneSelection::changed, this, [this] {
        if (!m_selecting) m_followNew = false;
        watchCurrent();
        emit selectionChanged();
        if (m_selecting) return; // takeDocument tells the rest, once
        emit currentChanged();
        emit makeOptionsChanged();
        emit sceneChanged();
    });
}

void Workspace::connectPrint() {
    connect(&m_print, &PrintLink::mapChanged, this, &Workspace::sceneChanged);
    connect(&m_print, &PrintLink::reported, this, [this](ObjectId object) {
        m_objects.setVerdict(object, m_print.report(object)->verdict());
        if (const ObjectPtr now = current(); now && now->id == object) emit currentChanged();
    });
}

void Workspace::connectRows() {
    connect(&m_objects, &ObjectModel::renameRequested, this, [this](ObjectId object, const QString& name) {
        m_bridge.project().renameObject(object, name.toStdString());
    });
    connect(&m_objects, &ObjectModel::groupRenameRequested, this,
            [this](project::GroupId group, const QString& name) {
                edit(tr("Rename to %1").arg(name),
                     [group, text = name.toStdString()](const project::Document& document) {
                         return project::withGroupName(document, group, text);
                     });
            });
    connect(&m_objects, &ObjectModel::visibilityRequested, this,
            [this](const QModelIndex& row, bool visible) { setVisible(meantBy(row), visible); });
    connect(&m_objects, &ObjectModel::lockRequested, this,
            [this](const QModelIndex& row, bool locked) { setLocked(meantBy(row), locked); });
}

/// A selected row stands for all that is selected.
std::vector<ObjectId> Workspace::meantBy(const QModelIndex& row) const {
    std::vector<ObjectId> objects;
    m_objects.appendObjects(row, objects);
    const bool all =
        std::all_of(objects.begin(), objects.end(), [this](ObjectId id) { return m_selection.contains(id); });
    return all ? m_selection.ids() : objects;
}

QString Workspace::nameOf(const std::vector<ObjectId>& objects) const {
    const ObjectPtr one = objects.size() == 1 ? m_objects.object(objects.front()) : nullptr;
    return one ? QString::fromStdString(one->name)
               : tr("%n objects", nullptr, static_cast<int>(objects.size()));
}

void Workspace::setVisible(const std::vector<ObjectId>& objects, bool visible) {
    edit((visible ? tr("Show %1") : tr("Hide %1")).arg(nameOf(objects)),
         [objects, visible](const project::Document& document) -> Result<project::Document> {
             return project::withVisible(document, objects, visible);
         });
}

void Workspace::setLocked(const std::vector<ObjectId>& objects, bool locked) {
    edit((locked ? tr("Lock %1") : tr("Unlock %1")).arg(nameOf(objects)),
         [objects, locked](const project::Document& document) -> Result<project::Document> {
             return project::withLocked(document, objects, locked);
         });
}

void Workspace::connectBridge() {
    connect(&m_bridge, &CoreBridge::documentChanged, this, &Workspace::takeDocument);
    connect(&m_bridge, &CoreBridge::jobChanged, this, &Workspace::takeJob);
    connect(&m_bridge, &CoreBridge::jobRemoved, this, [this](JobId job) {
        m_jobs.removeJob(job);
        m_ending.erase(job);
        emit jobsChanged();
    });
    connect(&m_bridge, &CoreBridge::jobMoved, this, [this](const project::JobMoved& event) {
        m_jobs.moveJob(event.id, event.before);
        emit jobsChanged();
    });
    connect(&m_jobs, &JobModel::moveRequested, this, &Workspace::moveJobBefore);
    connect(&m_bridge, &CoreBridge::queuePaused, this, [this](bool paused) {
        m_queuePaused = paused;
        m_jobs.setQueuePaused(paused);
        emit queuePaused(paused);
        emit jobsChanged();
    });
    connect(&m_bridge, &CoreBridge::previewReady, this, &Workspace::takePreview);
    connect(&m_bridge, &CoreBridge::previewDropped, this, &Workspace::dropPreview);
    connect(&m_bridge, &CoreBridge::exported, this,
            [this](const project::Exported& event) { emit exported(event.receipt); });
    connect(&m_bridge, &CoreBridge::notice, this,
            [this](const Error& error) { emit message(errorText(error)); });
}

void Workspace::select(std::optional<ObjectId> object, bool extend) {
    if (!object || !m_objects.object(*object)) {
        if (!extend) m_selection.clear();
    } else if (extend) {
        m_selection.toggle(*object);
    } else {
        m_selection.set({*object});
    }
}

void Workspace::openFiles(const QStringList& files) {
    const DropContent content = sortFiles(files);
    if (content.empty()) return;
    if (!content.projects.empty()) {
        emit projectRequested(QString::fromStdString(content.projects.front().string()));
        if (content.pictures.empty() && content.meshes.empty()) return;
    }
    m_followNew = true;
    if (!content.pictures.empty()) m_bridge.project().makeFromFiles(content.pictures, m_next);
    for (const std::filesystem::path& file : content.meshes)
        m_importing.insert(file.string());
    if (!content.meshes.empty()) m_bridge.project().importMeshes(content.meshes);
    QStringList taken = files;
    taken.removeIf([](const QString& file) { return file.endsWith(".orfeas", Qt::CaseInsensitive); });
    preferences::addRecentFiles(taken);
    emit opened(content.count());
}

void Workspace::openPicture(std::shared_ptr<const image::Picture> picture, const QString& name) {
    m_followNew = true;
    m_bridge.project().makeFromPicture(std::move(picture), name.toStdString(), m_next);
    emit opened(1);
}

void Workspace::say(const QString& text) {
    emit message(text);
}

void Workspace::tell(const QString& text) {
    emit told(text);
}

bool Workspace::makesAgain() const {
    const ObjectPtr object = current();
    return object && object->provenance && object->provenance->picture;
}

MakeOptions Workspace::makeOptions() const {
    if (!makesAgain()) return m_next;
    const ObjectPtr object = current();
    if (const auto pending = m_pending.find(object->id); pending != m_pending.end()) return pending->second;
    return {object->provenance->generator, object->provenance->settings};
}

void Workspace::setMakeOptions(const MakeOptions& options) {
    if (makesAgain()) {
        const ObjectId object = current()->id;
        m_pending[object] = options;
        m_bridge.project().remake(object, options);
    } else {
        m_next = options;
    }
    emit makeOptionsChanged();
}

void Workspace::cancel(JobId job) {
    m_bridge.project().cancel(job);
}

void Workspace::cancelAll() {
    for (const JobStatus& job : m_jobs.jobs()) {
        if (isActive(job)) m_bridge.project().cancel(job.id);
    }
}

void Workspace::keepRunning() {
    for (const JobStatus& job : m_jobs.jobs()) {
        if (job.state == project::JobState::Running && job.kind == project::JobKind::Generate)
            return m_bridge.project().keep(job.id);
    }
}

void Workspace::retry(JobId job) {
    m_bridge.project().retry(job);
}

void Workspace::dismiss(JobId job) {
    m_bridge.project().dismiss(job);
}

void Workspace::prioritise(JobId job) {
    m_bridge.project().prioritise(job);
}

void Workspace::setPaused(JobId job, bool paused) {
    m_bridge.project().setPaused(job, paused);
}

void Workspace::setQueuePaused(bool paused) {
    m_bridge.project().setQueuePaused(paused);
}

void Workspace::moveJobBefore(JobId job, std::optional<JobId> other) {
    m_bridge.project().moveBefore(job, other);
}

void Workspace::moveJob(JobId job, bool up) {
    std::vector<JobId> waiting;
    for (const JobStatus& row : m_jobs.jobs()) {
        if (row.state == project::JobState::Waiting) waiting.push_back(row.id);
    }
    const auto at = std::find(waiting.begin(), waiting.end(), job);
    if (at == waiting.end()) return;
    if (up && at != waiting.begin()) moveJobBefore(job, *std::prev(at));
    if (!up && std::next(at) != waiting.end()) {
        const auto behind = at + 2;
        moveJobBefore(job, behind == waiting.end() ? std::nullopt : std::optional(*behind));
    }
}

void Workspace::takeEarlier(JobId job) {
    m_bridge.project().takeEarlier(job);
}

void Workspace::restoreQueue() {
    const auto store = project::standardQueueStore();
    if (!store) return;
    auto left = store->takeAbandoned();
    if (!left.ok()) return say(errorText(left.error()));
    if (left->empty()) return;
    m_bridge.project().makeAgain(std::move(*left));
}

// What the user looks at is made first.
void Workspace::watchCurrent() {
    const ObjectPtr object = current();
    m_bridge.project().watch(object ? std::optional(object->id) : std::nullopt);
}

void Workspace::removeSelected() {
    if (m_selection.empty()) return;
    const auto free = project::movable(*m_objects.document(), selectedIds());
    if (!free.ok()) return say(errorText(free.error()));
    m_bridge.project().removeObjects(free.value());
}

void Workspace::toggleSelectedVisible() {
    const ObjectPtr first = current();
    if (first) setVisible(selectedIds(), !first->visible);
}

void Workspace::toggleSelectedLocked() {
    const ObjectPtr first = current();
    if (first) setLocked(selectedIds(), !first->locked);
}

void Workspace::groupSelected() {
    edit(tr("Group %1").arg(nameOf(selectedIds())),
         [objects = selectedIds(), name = tr("Group").toStdString()](const project::Document& document) {
             return project::grouped(document, objects, name);
         });
}

void Workspace::ungroupSelected() {
    edit(tr("Ungroup %1").arg(nameOf(selectedIds())),
         [objects = selectedIds()](const project::Document& document) -> Result<project::Document> {
             return project::ungrouped(document, objects);
         });
}

void Workspace::edit(const QString& undoText,
                     std::function<Result<project::Document>(const project::Document&)> change) {
    m_bridge.project().edit(undoText.toStdString(), std::move(change));
}

void Workspace::operate(const QString& name, std::vector<ObjectId> objects,
                        project::ProjectService::Work work) {
    m_bridge.project().operate(name.toStdString(), std::move(objects), std::move(work));
}

void Workspace::undo() {
    m_pending.clear();
    m_bridge.project().undo();
}

void Workspace::redo() {
    m_pending.clear();
    m_bridge.project().redo();
}

void Workspace::exportObjects(const std::vector<ObjectId>& objects, const QString& file,
                              const io::WriteOptions& options) {
    m_bridge.project().exportObjects(objects, std::filesystem::path(file.toStdString()), options);
}

void Workspace::takeDocument(const project::DocumentChanged& event) {
    std::optional<ObjectId> added;
    std::optional<ObjectId> unseen; // added without a preview
    std::vector<ObjectPtr> fromFiles;
    for (const ObjectPtr& object : event.document->objects) {
        const ObjectPtr before = m_objects.object(object->id);
        if (before == object) continue;
        if (!before) added = object->id;
        if (!before && !m_previews.contains(object->id)) unseen = object->id;
        if (!before && object->provenance && m_importing.contains(object->provenance->sourcePath))
            fromFiles.push_back(object);
        // The result has come: what it replaces on the screen goes.
        if (!before || before->mesh != object->mesh) endPreview(object->id);
    }
    keepSelection([&] { m_objects.setDocument(event.document); });
    forgetSettledOptions();
    if (added && m_followNew) {
        m_selecting = true;
        select(added);
        m_selecting = false;
    }
    emit undoChanged(QString::fromStdString(event.undoText), QString::fromStdString(event.redoText));
    emit currentChanged();
    emit makeOptionsChanged();
    emit sceneChanged();
    if (unseen) emit appeared(*unseen);
    if (fromFiles.empty()) return;
    for (const ObjectPtr& object : fromFiles)
        m_importing.erase(object->provenance->sourcePath);
    emit imported(fromFiles);
}

/// Rows that change places in great numbers may take their selection along wrongly.
void Workspace::keepSelection(const std::function<void()>& change) {
    m_selecting = true;
    std::vector<ObjectId> before = m_selection.ids();
    change();
    std::erase_if(before, [this](ObjectId id) { return !m_objects.object(id); });
    const bool kept =
        before.size() == m_selection.ids().size() &&
        std::all_of(before.begin(), before.end(), [this](ObjectId id) { return m_selection.contains(id); });
    if (!kept) m_selection.set(before);
    m_selecting = false;
}

void Workspace::forgetSettledOptions() {
    for (auto it = m_pending.begin(); it != m_pending.end();) {
        const project::Object* object = m_objects.document()->find(it->first);
        const bool settled = !object || !object->provenance || sameOptions(it->second, *object->provenance);
        it = settled ? m_pending.erase(it) : std::next(it);
    }
}

void Workspace::takeJob(const JobStatus& status) {
    if (status.kind == project::JobKind::Export) {
        emit exportChanged(status);
        if (!isActive(status)) m_bridge.project().dismiss(status.id);
        return;
    }
    m_jobs.setJob(status);
    if (status.state != project::JobState::Running) m_ending.erase(status.id);
    const bool gaveUp =
        status.state == project::JobState::Failed || status.state == project::JobState::Cancelled;
    if (gaveUp && status.object && m_pending.erase(*status.object) > 0) emit makeOptionsChanged();
    emit jobsChanged();
    if (status.kind == project::JobKind::Operate && !isActive(status)) emit operationEnded(status);
    // A remake or an operation that went well tells nothing that the object does not show.
    const bool remakes = status.isRemake || status.kind == project::JobKind::Operate;
    if (remakes && status.state == project::JobState::Done) m_bridge.project().dismiss(status.id);
}

void Workspace::takePreview(const project::PreviewReady& event) {
    const bool first = !m_previews.contains(event.object) && !m_objects.indexOf(event.object).isValid();
    LivePreview& live = m_previews[event.object];
    m_ending.erase(event.job);
    if (live.job != event.job)
        live = {event.job, QString::fromStdString(event.name), nullptr, glm::mat4(1.0f), {}};
    live.mesh = event.preview.mesh;
    live.transform = event.transform;
    const QString stage = QString::fromStdString(event.preview.stage);
    if (live.stages.empty() || live.stages.back().name != stage) {
        const std::optional<JobStatus> job = m_jobs.find(event.job);
        live.stages.push_back({stage, job ? job->elapsedSeconds : 0.0});
    }
    emit sceneChanged();
    if (first) emit appeared(event.object);
}

void Workspace::dropPreview(const project::PreviewDropped& event) {
    if (!m_previews.contains(event.object)) return;
    endPreview(event.object);
    emit sceneChanged();
}

// The scene that shows the end is drawn without the strip of the job: a frame may take long, and the row's news comes
// after it.
void Workspace::endPreview(ObjectId object) {
    const auto live = m_previews.find(object);
    if (live == m_previews.end()) return;
    m_ending.insert(live->second.job);
    m_previews.erase(live);
}

} // namespace orfeas::ui
