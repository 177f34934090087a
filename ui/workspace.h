// What the window works on: the models, the selection, previews on the way and the settings of the next picture.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <QImage>
#include <QObject>
#include <QStringList>

#include "core/project/project_service.h"
#include "ui/core_bridge.h"
#include "ui/models/job_model.h"
#include "ui/models/object_model.h"
#include "ui/print/print_link.h"
#include "ui/scene_selection.h"

namespace orfeas::ui {

using MakeOptions = project::ProjectService::MakeOptions;

/// A shape on the way: what the viewport shows instead of the object until the job ends.
struct LivePreview {
    struct Stage {
        QString name;
        double seconds = 0.0; ///< since the job started
    };
    project::JobId job{};
    QString name;
    generate::MeshPtr mesh;
    glm::mat4 transform{1.0f};
    std::vector<Stage> stages; ///< those reached
};

/// Everything the panels and the viewport share. They read the models and call the functions here; only this class
/// speaks to the project. UI thread; every call returns at once.
class Workspace : public QObject {
    Q_OBJECT
public:
    explicit Workspace(QObject* parent = nullptr);

    /// Where events come from, for what belongs to the project as a file (ui/history).
    CoreBridge& bridge() { return m_bridge; }
    JobModel* jobs() { return &m_jobs; }
    ObjectModel* objects() { return &m_objects; }
    SceneSelection& selection() { return m_selection; }
    PrintLink& print() { return m_print; }
    const std::map<project::ObjectId, LivePreview>& previews() const { return m_previews; }
    /// What it was making has come or is given up, though its row does not say so yet: that is the next news.
    bool isEnding(project::JobId job) const { return m_ending.contains(job); }

    const std::vector<project::ObjectId>& selectedIds() const { return m_selection.ids(); }
    /// The selected object that panels describe; null when none is selected.
    project::ObjectPtr current() const { return m_selection.current(); }
    void select(std::optional<project::ObjectId> object, bool extend = false);
    /// "Owl", or "3 objects": what undo texts speak of.
    QString nameOf(const std::vector<project::ObjectId>& objects) const;

    // In.
    /// Pictures become objects, meshes are added, a project is opened instead of this one; told apart by name, everything
    /// unknown is tried as a picture.
    void openFiles(const QStringList& files);
    void openPicture(std::shared_ptr<const image::Picture> picture, const QString& name);
    void say(const QString& text);  ///< shows in the message bar as what went wrong
    void tell(const QString& text); ///< shows there as what is so

    // Making. With an object selected that came from a picture these are its settings and a change makes it again;
    // else they are those of the next picture.
    bool makesAgain() const;
    MakeOptions makeOptions() const;
    void setMakeOptions(const MakeOptions& options);

    // The queue.
    void cancel(project::JobId job);
    void cancelAll();
    void keepRunning(); ///< the shape being made, as it stands, becomes the result
    void retry(project::JobId job);
    void dismiss(project::JobId job);
    void prioritise(project::JobId job);
    void setPaused(project::JobId job, bool paused);
    void setQueuePaused(bool paused);
    bool isQueuePaused() const { return m_queuePaused; }
    /// Among the waiting rows: before the previous one, or behind the next.
    void moveJob(project::JobId job, bool up);
    void moveJobBefore(project::JobId job, std::optional<project::JobId> other);
    /// Takes what was made before of a picture that looks the same.
    void takeEarlier(project::JobId job);
    /// Goes on with the pictures that an earlier run left.
    void restoreQueue();

    // Edits of the document.
    void removeSelected();
    void toggleSelectedVisible();
    void toggleSelectedLocked();
    void groupSelected();
    void ungroupSelected();
    /// One undo step; see project::ProjectService::edit.
    void edit(const QString& undoText,
              std::function<Result<project::Document>(const project::Document&)> change);
    /// Long work as a row of the queue; see project::ProjectService::operate.
    void operate(const QString& name, std::vector<project::ObjectId> objects,
                 project::ProjectService::Work work);
    void undo();
    void redo();
    void exportObjects(const std::vector<project::ObjectId>& objects, const QString& file,
                       const io::WriteOptions& options);

signals:
    void sceneChanged(); ///< objects, previews or the selection: the viewport shows something else
    void selectionChanged();
    void currentChanged(); ///< another object is current, or the current one changed
    void makeOptionsChanged();
    void undoChanged(const QString& undoText, const QString& redoText);
    void jobsChanged();
    void queuePaused(bool paused);
    void appeared(orfeas::project::ObjectId object); ///< an object got its first shape, preview or not
    void opened(int count);                          ///< files or pictures were taken in
    void exportChanged(const orfeas::project::JobStatus& status);
    void exported(const orfeas::io::Receipt& receipt);
    void message(const QString& text);
    void told(const QString& text);
    void operationEnded(const orfeas::project::JobStatus& status);         ///< done, failed or stopped
    void imported(const std::vector<orfeas::project::ObjectPtr>& objects); ///< from mesh files, just now
    void projectRequested(const QString& file); ///< a project was among what came in

private:
    void connectBridge();
    void connectPrint();
    void connectRows();
    std::vector<project::ObjectId> meantBy(const QModelIndex& row) const;
    void setVisible(const std::vector<project::ObjectId>& objects, bool visible);
    void setLocked(const std::vector<project::ObjectId>& objects, bool locked);
    void takeDocument(const project::DocumentChanged& event);
    void takeJob(const project::JobStatus& status);
    void takePreview(const project::PreviewReady& event);
    void dropPreview(const project::PreviewDropped& event);
    void endPreview(project::ObjectId object);
    void keepSelection(const std::function<void()>& change);
    void forgetSettledOptions();
    void watchCurrent();

    CoreBridge m_bridge;
    PrintLink m_print{m_bridge};
    JobModel m_jobs;
    ObjectModel m_objects;
    SceneSelection m_selection{m_objects};
    std::map<project::ObjectId, LivePreview> m_previews;
    std::set<project::JobId> m_ending;
    /// Settings asked for and not yet seen in the document: panels must not jump back meanwhile.
    std::map<project::ObjectId, MakeOptions> m_pending;
    std::set<std::string> m_importing; ///< mesh files asked for and not yet in the document
    MakeOptions m_next;
    bool m_followNew = true;  ///< the newest object becomes current until the user chooses another
    bool m_selecting = false; ///< the selection is being changed by us
    bool m_queuePaused = false;
};

} // namespace orfeas::ui
