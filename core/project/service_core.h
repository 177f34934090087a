// What the project service does on its core thread: the document, its past, and the jobs that change it.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <glm/vec2.hpp>

#include "core/project/core_event.h"
#include "core/project/document.h"
#include "core/project/engine.h"
#include "core/project/job_queue.h"
#include "core/project/placement.h"
#include "core/project/print_watch.h"
#include "core/project/project_service.h"
#include "core/project/undo_stack.h"

namespace orfeas::project {

/// Owner: ProjectService. Every call on the core thread, except `stopAll`. Emits events as it goes.
class ServiceCore {
public:
    using MakeOptions = ProjectService::MakeOptions;

    ServiceCore(JobQueue::Emit emit, JobQueue::Post post, Engine engine);

    /// Any thread.
    void stopAll();

    void openDocument(const DocumentPtr& document);
    void makeFromFile(const std::filesystem::path& file, const MakeOptions& options);
    void makeFromPicture(std::shared_ptr<const image::Picture> picture, const std::string& name,
                         const MakeOptions& options);
    void remake(ObjectId object, const MakeOptions& options, std::shared_ptr<const image::Cutout> cutout);
    void importMesh(const std::filesystem::path& file);
    void exportObjects(const std::vector<ObjectId>& objects, const std::filesystem::path& file,
                       const io::WriteOptions& options);

    void operate(const std::string& name, const std::vector<ObjectId>& objects,
                 const ProjectService::Work& work);

    void setPrintOptions(const print::CheckOptions& options);
    void makeAgain(const std::vector<QueuedPicture>& pictures);
    /// The object of the job becomes what was made before of a picture that looks the same.
    void takeEarlier(JobId job);

    JobQueue& queue() { return m_queue; }
    void dismiss(JobId job);
    void keep(JobId job);

    void edit(const std::string& undoText, const std::function<Result<Document>(const Document&)>& change);
    void removeObjects(const std::vector<ObjectId>& objects);
    void renameObject(ObjectId object, const std::string& wanted);
    void setVisible(ObjectId object, bool visible);
    void undo();
    void redo();

private:
    /// What a generation is for, and where it came from.
    struct Making {
        ObjectId object{};
        std::string name; ///< wanted for a new object
        std::string sourceName;
        bool wantsThumbnail = true; ///< the row has none yet
        generate::GenerateTask task;
    };

    /// What a running job has shown last.
    struct Shown {
        Making making;
        generate::Preview preview;
        std::shared_ptr<const image::Picture> picture;
        std::shared_ptr<const image::Cutout> cutout;
    };

    const Document& document() const { return *m_undo.current(); }
    JobNeeds needsOf(const generate::GenerateTask& task) const;
    void account(const JobRecord& record);
    void noteVerdict(const ObjectChecked& checked);
    /// Tells the engine what is still to be made.
    void keepQueue();
    Result<void> applyEdit(const std::string& undoText,
                           const std::function<Result<Document>(const Document&)>& change);
    void commit(Document next, std::string undoText);
    void emitDocument();

    void forgetEnded();
    void make(Making making, std::string rowName, bool paused = false);
    JobQueue::Work generateWork(JobId job, Making making);
    void showPreview(JobId job, const Making& making, const generate::Preview& preview, const mesh::Box& box);
    Result<void> takeGenerated(const Making& making, const generate::Generated& generated, JobStatus& status);
    Result<void> takeImported(const std::string& name, const std::vector<std::string>& warnings,
                              const std::vector<ObjectPtr>& parts, JobStatus& status);

    std::vector<Footprint> footprintsExcept(ObjectId object) const;
    glm::mat4 placeFor(ObjectId object, const mesh::Box& box);

    JobQueue::Emit m_tell; ///< the world
    JobQueue::Post m_post;
    std::unique_ptr<PrintWatch> m_watch; ///< null: nothing is checked
    JobQueue::Emit m_emit;               ///< the world and the watch
    Engine m_engine;
    UndoStack m_undo;
    std::uint64_t m_lastObject = 0;
    std::map<ObjectId, Making> m_making;        ///< objects being made for the first time
    std::map<JobId, Shown> m_shown;             ///< of running jobs
    std::map<ObjectId, glm::vec2> m_reserved;   ///< where the previews of new objects stand
    std::map<JobId, MadeFacts> m_facts;         ///< of jobs whose account is still to come
    std::map<ObjectId, std::int64_t> m_entries; ///< of the account, whose verdict is still to come
    JobQueue m_queue;                           // last: what runs is joined before the rest goes
};

} // namespace orfeas::project
