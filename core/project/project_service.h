// The open project. Owns the Document, its undo past and the queue of jobs, on a thread of its own.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/generate/setting.h"
#include "core/image/cutout.h"
#include "core/image/picture.h"
#include "core/io/mesh_format.h"
#include "core/jobs/job.h"
#include "core/print/check.h"
#include "core/project/core_event.h"
#include "core/project/document.h"

namespace orfeas::project {

struct Engine;
struct QueuedPicture;

/// Commands go down: each returns at once, from any thread, and is carried out on the core thread in order.
/// Events come up: `sink` is called on the core thread, in order, and must not block. Long work runs on
/// worker threads: pictures side by side as far as memory allows (core/jobs/engine.h), the one being looked at with the
/// cores before the others. Remakes, which somebody at a slider waits for, and files in and out run beside that queue,
/// one each, and come before it. Destruction cancels what runs and returns within 250 ms.
class ProjectService {
public:
    using Sink = std::function<void(const CoreEvent&)>;
    explicit ProjectService(Sink sink);
    /// With another engine: for tests.
    ProjectService(Sink sink, Engine engine);
    ProjectService(const ProjectService&) = delete;
    ProjectService& operator=(const ProjectService&) = delete;
    ~ProjectService();

    /// What to make from a picture. `settings` may be incomplete.
    struct MakeOptions {
        std::string generator = "auto";
        generate::Settings settings;
    };

    /// The document to begin with, instead of an empty one. Call it first: an earlier past is forgotten.
    void openDocument(DocumentPtr document);

    // Pictures in: each becomes a row in the queue at once, and an object when it is done.
    void makeFromFiles(std::vector<std::filesystem::path> files, MakeOptions options);
    void makeFromPicture(std::shared_ptr<const image::Picture> picture, std::string name,
                         MakeOptions options);

    /// Makes an object again with other settings (or another mask, if not null). Replaces a waiting or
    /// running remake of the same object, so a slider may call it at every move: a running remake still shows
    /// its first shape before it gives way, and only a settled result becomes an undo step. For an object
    /// still being made for the first time that job starts again with the new settings.
    void remake(ObjectId object, MakeOptions options, std::shared_ptr<const image::Cutout> cutout = nullptr);

    // Meshes in and out.
    /// Each file is one undo step; its parts become objects that stand on the bed, together as they were.
    void importMeshes(std::vector<std::filesystem::path> files);
    /// Writes what the objects are now, whatever happens to them meanwhile.
    void exportObjects(std::vector<ObjectId> objects, std::filesystem::path file, io::WriteOptions options);

    /// What came out of long work: takes it over into whatever the document is by then.
    using Operation = std::function<Result<Document>(const Document&)>;
    /// Long work on objects (repair, hollow, …). Any state it needs it copies or shares.
    using Work = std::function<Result<Operation>(DocumentPtr, const jobs::JobContext&)>;
    /// Runs `work` on a worker thread as a row named `name` with progress and stop; one at a time. What it
    /// returns is applied on the core thread as one undo step of that name. When one of `objects` has
    /// meanwhile gone, moved or got another mesh, the row fails with a sentence and nothing changes.
    void operate(std::string name, std::vector<ObjectId> objects, Work work);

    /// For which profile and printer objects are checked; each gets a new ObjectChecked.
    void setPrintOptions(print::CheckOptions options);

    // The queue.
    void cancel(JobId job);
    /// Stops making and takes the preview shown last for the result, when it bounds a solid; else a Notice says why not.
    void keep(JobId job);
    void retry(JobId job);   ///< failed or cancelled ones, at the end of the queue
    void dismiss(JobId job); ///< removes an ended row
    void prioritise(JobId job);
    void moveBefore(JobId job, std::optional<JobId> other); ///< a waiting row before another, or to the end
    void setPaused(JobId job, bool paused);
    void setQueuePaused(bool paused); ///< all there is and all to come
    /// The object being looked at: what makes it has the cores before other pictures.
    void watch(std::optional<ObjectId> object);
    /// Pictures that an earlier run of the program left in its queue.
    void makeAgain(std::vector<QueuedPicture> pictures);
    /// Takes the earlier result the row offers (JobStatus::earlier) instead of making one.
    void takeEarlier(JobId job);

    // Edits: one undo step each.
    /// Any edit: a pure function, called once on the core thread, which must be quick. An error becomes a
    /// Notice; the same objects and groups as before are no step. New objects carry ObjectId{} and get theirs
    /// here; groups that lost their last object go.
    void edit(std::string undoText, std::function<Result<Document>(const Document&)> change);
    /// Also cancels what is making or remaking them.
    void removeObjects(std::vector<ObjectId> objects);
    void renameObject(ObjectId object, std::string name);
    void setVisible(ObjectId object, bool visible);
    void undo();
    void redo();

private:
    struct Implementation;
    std::unique_ptr<Implementation> m_implementation;
};

} // namespace orfeas::project
