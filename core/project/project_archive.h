// A Document as the files of a snapshot (core/history/FORMAT.md), and back.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/history/object_store.h"
#include "core/history/snapshot.h"
#include "core/jobs/job.h"
#include "core/project/document.h"

namespace orfeas::project {

/// Writes Documents into a store and reads them back, and remembers which shared mesh or picture is which blob, both ways:
/// moving an object encodes no geometry again, and a version that is read shares with what is in memory whatever they
/// have in common. Owner: the ProjectHistory of the open project; one thread at a time.
class ProjectArchive {
public:
    /// Stores everything the Document refers to and returns its file list. Does not commit (see SqliteStore::put).
    Result<history::FileList> write(history::ObjectStore& store, const Document& document,
                                    const jobs::JobContext& context);

    /// Objects with equal geometry blobs share one mesh. BadInput names the object that is damaged or comes from a newer
    /// version in a way that cannot be shown. `context` is asked between objects.
    Result<DocumentPtr> read(const history::ObjectStore& store, const history::FileList& files,
                             const jobs::JobContext& context);

    /// Whether this version writes such a path; others come from other versions and are carried along.
    static bool isKnownFile(const std::string& path);

private:
    friend class ArchiveReader;
    using Files = std::map<std::string, history::ObjectId>; ///< names within one object's folder
    struct Remembered {
        std::weak_ptr<const void> owner; ///< expired: the address may mean another thing by now
        Files files;
    };
    struct Shape {
        std::shared_ptr<const mesh::Mesh> mesh;
        mesh::MeshFacts facts;
    };
    struct KnownShape {
        std::weak_ptr<const mesh::Mesh> mesh;
        mesh::MeshFacts facts;
    };

    Result<Files> writeMesh(history::ObjectStore& store, const Object& object);
    Result<Files> writePicture(history::ObjectStore& store,
                               const std::shared_ptr<const image::Picture>& picture, const std::string& stem);
    Result<Files> writeCutout(history::ObjectStore& store,
                              const std::shared_ptr<const image::Cutout>& cutout);

    template <typename T, typename Write>
    Result<Files> remembered(const history::ObjectStore& store, const std::shared_ptr<const T>& value,
                             const std::string& what, const Write& write);
    void rememberShape(const Files& files, const Shape& shape);
    Shape knownShape(const Files& files) const; ///< null: not in memory
    void rememberPicture(const Files& files, const std::shared_ptr<const image::Picture>& picture,
                         const std::string& stem);
    void forgetExpired();

    std::map<std::pair<const void*, std::string>, Remembered> m_known;
    std::map<Files, KnownShape> m_shapes;
    std::map<Files, std::weak_ptr<const image::Picture>> m_pictures;
};

/// The same by somebody who reads only one version.
Result<DocumentPtr> readDocument(const history::ObjectStore& store, const history::FileList& files,
                                 const jobs::JobContext& context);

} // namespace orfeas::project
