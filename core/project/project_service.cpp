#include "core/project/project_service.h"

#include <mutex>
#include <utility>

#include "core/jobs/worker.h"
#include "core/project/engine.h"
#include "core/project/service_core.h"

namespace orfeas::project {

struct ProjectService::Implementation {
    Implementation(Sink sink, Engine engine)
        : core(
              std::move(sink), [this](std::function<void()> command) { post(std::move(command)); },
              std::move(engine)),
          coreThread(jobs::makeThreadWorker("orfeas-core")) {}

    ~Implementation() {
        core.stopAll(); // running jobs wind up while the core thread finishes its command
        std::unique_ptr<jobs::Worker> thread;
        {
            std::lock_guard lock(postMutex);
            thread = std::move(coreThread);
        }
        thread.reset(); // drops the commands that wait; from here on workers post into nothing
    }

    // Workers post too, and may still do so while this is being destroyed.
    void post(std::function<void()> command) {
        std::lock_guard lock(postMutex);
        if (coreThread)
            coreThread->post([command = std::move(command)](const std::stop_token&) { command(); });
    }

    std::mutex postMutex;
    ServiceCore core;
    std::unique_ptr<jobs::Worker> coreThread;
};

ProjectService::ProjectService(Sink sink, Engine engine)
    : m_implementation(std::make_unique<Implementation>(std::move(sink), std::move(engine))) {}

ProjectService::~ProjectService() = default;

void ProjectService::openDocument(DocumentPtr document) {
    m_implementation->post(
        [&core = m_implementation->core, document = std::move(document)] { core.openDocument(document); });
}

void ProjectService::makeFromFiles(std::vector<std::filesystem::path> files, MakeOptions options) {
    m_implementation->post(
        [&core = m_implementation->core, files = std::move(files), options = std::move(options)] {
            for (const std::filesystem::path& file : files)
                core.makeFromFile(file, options);
        });
}

void ProjectService::makeFromPicture(std::shared_ptr<const image::Picture> picture, std::string name,
                                     MakeOptions options) {
    m_implementation->post([&core = m_implementation->core, picture = std::move(picture),
                            name = std::move(name),
                            options = std::move(options)] { core.makeFromPicture(picture, name, options); });
}

void ProjectService::remake(ObjectId object, MakeOptions options,
                            std::shared_ptr<const image::Cutout> cutout) {
    m_implementation->post([&core = m_implementation->core, object, options = std::move(options),
                            cutout = std::move(cutout)] { core.remake(object, options, cutout); });
}

void ProjectService::importMeshes(std::vector<std::filesystem::path> files) {
    m_implementation->post([&core = m_implementation->core, files = std::move(files)] {
        for (const std::filesystem::path& file : files)
            core.importMesh(file);
    });
}

void ProjectService::exportObjects(std::vector<ObjectId> objects, std::filesystem::path file,
                                   io::WriteOptions options) {
    m_implementation->post([&core = m_implementation->core, objects = std::move(objects),
                            file = std::move(file),
                            options = std::move(options)] { core.exportObjects(objects, file, options); });
}

void ProjectService::operate(std::string name, std::vector<ObjectId> objects, Work work) {
    m_implementation->post([&core = m_implementation->core, name = std::move(name),
                            objects = std::move(objects),
                            work = std::move(work)] { core.operate(name, objects, work); });
}

void ProjectService::setPrintOptions(print::CheckOptions options) {
    m_implementation->post(
        [&core = m_implementation->core, options = std::move(options)] { core.setPrintOptions(options); });
}

void ProjectService::cancel(JobId job) {
    m_implementation->post([&core = m_implementation->core, job] { core.queue().cancel(job); });
}

void ProjectService::keep(JobId job) {
    m_implementation->post([&core = m_implementation->core, job] { core.keep(job); });
}

void ProjectService::retry(JobId job) {
    m_implementation->post([&core = m_implementation->core, job] { core.queue().retry(job); });
}

void ProjectService::dismiss(JobId job) {
    m_implementation->post([&core = m_implementation->core, job] { core.dismiss(job); });
}

void ProjectService::prioritise(JobId job) {
    m_implementation->post([&core = m_implementation->core, job] { core.queue().prioritise(job); });
}

void ProjectService::moveBefore(JobId job, std::optional<JobId> other) {
    m_implementation->post(
        [&core = m_implementation->core, job, other] { core.queue().moveBefore(job, other); });
}

void ProjectService::setPaused(JobId job, bool paused) {
    m_implementation->post(
        [&core = m_implementation->core, job, paused] { core.queue().setPaused(job, paused); });
}

void ProjectService::setQueuePaused(bool paused) {
    m_implementation->post([&core = m_implementation->core, paused] { core.queue().setAllPaused(paused); });
}

void ProjectService::watch(std::optional<ObjectId> object) {
    m_implementation->post([&core = m_implementation->core, object] { core.queue().watch(object); });
}

void ProjectService::makeAgain(std::vector<QueuedPicture> pictures) {
    m_implementation->post(
        [&core = m_implementation->core, pictures = std::move(pictures)] { core.makeAgain(pictures); });
}

void ProjectService::takeEarlier(JobId job) {
    m_implementation->post([&core = m_implementation->core, job] { core.takeEarlier(job); });
}

void ProjectService::edit(std::string undoText, std::function<Result<Document>(const Document&)> change) {
    m_implementation->post([&core = m_implementation->core, text = std::move(undoText),
                            change = std::move(change)] { core.edit(text, change); });
}

void ProjectService::removeObjects(std::vector<ObjectId> objects) {
    m_implementation->post(
        [&core = m_implementation->core, objects = std::move(objects)] { core.removeObjects(objects); });
}

void ProjectService::renameObject(ObjectId object, std::string name) {
    m_implementation->post([&core = m_implementation->core, object, name = std::move(name)] {
        core.renameObject(object, name);
    });
}

void ProjectService::setVisible(ObjectId object, bool visible) {
    m_implementation->post(
        [&core = m_implementation->core, object, visible] { core.setVisible(object, visible); });
}

void ProjectService::undo() {
    m_implementation->post([&core = m_implementation->core] { core.undo(); });
}

void ProjectService::redo() {
    m_implementation->post([&core = m_implementation->core] { core.redo(); });
}

} // namespace orfeas::project
