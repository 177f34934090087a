// Everything the core tells the world, in one list. Events are immutable values; they are emitted on the core
// thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <glm/mat4x4.hpp>

#include "core/base/result.h"
#include "core/generate/generate_job.h"
#include "core/generate/generator.h"
#include "core/image/cutout.h"
#include "core/image/picture.h"
#include "core/io/mesh_format.h"
#include "core/mesh/mesh.h"
#include "core/print/report.h"
#include "core/project/document.h"

namespace orfeas::project {

enum class JobId : std::uint64_t {};

enum class JobState { Waiting, Running, Done, Failed, Cancelled };

enum class JobKind { Generate, Import, Export, Operate };

/// A row of the queue, complete: listeners replace what they had.
struct JobStatus {
    JobId id{};
    JobKind kind = JobKind::Generate;
    JobState state = JobState::Waiting;
    std::string name;  ///< "owl.png"
    std::string stage; ///< "cutting out"; empty unless running
    double fraction = 0.0;
    double elapsedSeconds = 0.0;
    std::optional<double> secondsLeft;               ///< once it can be told
    std::optional<ObjectId> object;                  ///< the object it makes or remakes
    std::shared_ptr<const image::Picture> thumbnail; ///< at most 128 px, once decoded
    std::optional<Error> error;                      ///< Failed
    std::string note;                                ///< Done: how it was made
    bool isRemake = false; ///< remakes an object already in the document (changed settings)
    bool paused = false;   ///< held back until resumed: waiting, or running and standing still
    bool kept = false;     ///< Done: answered from the cache, or by an equal job
    int attempt = 1;       ///< rises when it is tried again by itself
    std::optional<generate::Earlier> earlier; ///< a result made before of a picture that looks the same
};

/// The document changed: by an edit, undo or redo.
struct DocumentChanged {
    DocumentPtr document;
    std::string undoText; ///< what undo would take back: "Add owl"; empty when nothing
    std::string redoText;
};

struct JobChanged {
    JobStatus status;
};

/// The row stands before another one now, or at the end.
struct JobMoved {
    JobId id{};
    std::optional<JobId> before;
};

/// All of the queue stands still, or goes on.
struct QueuePaused {
    bool paused = false;
};

/// The row left the queue.
struct JobRemoved {
    JobId id{};
};

/// A shape on the way. Not part of the document: it shows in place of the object until the job ends. When the
/// job is done, DocumentChanged with the finished object comes before its JobChanged.
struct PreviewReady {
    JobId job{};
    ObjectId object{};
    std::string name;
    generate::Preview preview;
    glm::mat4 transform{1.0f}; ///< where it will stand: clear of the other objects
};

/// The job ended without a result; its preview goes.
struct PreviewDropped {
    JobId job{};
    ObjectId object{};
};

struct Exported {
    JobId job{};
    io::Receipt receipt;
};

/// Something to tell that belongs to no row: shown in place, once.
struct Notice {
    Error error;
};

/// Whether an object, or the shape on the way to it, prints. Places in the report are those of the mesh turned and scaled
/// as the object is, before it is moved to where it stands.
struct ObjectChecked {
    ObjectId object{};
    std::shared_ptr<const mesh::Mesh> mesh; ///< that was looked at
    std::shared_ptr<const print::Report> report;
    bool isPreview = false;
};

using CoreEvent = std::variant<DocumentChanged, JobChanged, JobRemoved, JobMoved, QueuePaused, PreviewReady,
                               PreviewDropped, Exported, Notice, ObjectChecked>;

} // namespace orfeas::project
