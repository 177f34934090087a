#include "core/project/project_archive.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "core/image/picture_file.h"
#include "core/mesh/mesh_codec.h"
#include "core/project/object_record.h"
#include "core/project/shape_reader.h"

namespace orfeas::project {
namespace {

using history::FileList;
using history::ObjectKind;
using history::ObjectStore;

constexpr const char* kMeshPart = "mesh";
constexpr const char* kTexture = "texture.png";
constexpr const char* kSource = "source.png";
constexpr const char* kSourceLuma = "source_luma.bin";

Error damaged(const std::string& object, std::string what) {
    return {ErrorCode::BadInput,
            "The object \"" + object + "\" is damaged: try `orfeas history verify` to save what is sound",
            std::move(what)};
}

template <typename T>
std::span<const std::byte> bytesOf(const std::vector<T>& values) {
    return std::as_bytes(std::span(values));
}

template <typename T>
std::span<const std::uint32_t> flat(const std::vector<T>& triangles) {
    return {reinterpret_cast<const std::uint32_t*>(triangles.data()), 3 * triangles.size()};
}

// "mask.bin", "source_luma.bin": width and height, then the rows.
struct RasterHead {
    std::uint32_t width;
    std::uint32_t height;
};

template <typename T>
std::vector<std::byte> encodeRaster(int width, int height, const std::vector<T>& values) {
    const RasterHead head{static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height)};
    std::vector<std::byte> out(sizeof head + values.size() * sizeof(T));
    std::memcpy(out.data(), &head, sizeof head);
    if (!values.empty()) std::memcpy(out.data() + sizeof head, values.data(), values.size() * sizeof(T));
    return out;
}

// Empty unless the raster is exactly of the size expected.
template <typename T>
std::vector<T> decodeRaster(std::span<const std::byte> bytes, int width, int height) {
    RasterHead head{};
    const std::size_t count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    if (bytes.size() != sizeof head + count * sizeof(T)) return {};
    std::memcpy(&head, bytes.data(), sizeof head);
    if (head.width != static_cast<std::uint32_t>(width) || head.height != static_cast<std::uint32_t>(height))
        return {};
    std::vector<T> values(count);
    if (count) std::memcpy(values.data(), bytes.data() + sizeof head, count * sizeof(T));
    return values;
}

} // namespace

// Reads the files of one snapshot; what is in memory already is shared.
class ArchiveReader {
public:
    ArchiveReader(ProjectArchive& archive, const ObjectStore& store, const FileList& files)
        : m_archive(archive), m_store(store), m_files(files) {}

    Result<ObjectPtr> object(ObjectId id) {
        const std::string folder = objectFolder(id);
        ORFEAS_TRY(record, blob(folder + "object.json"));
        ORFEAS_TRY(parsed, parseObjectRecord(record));
        auto object = std::make_shared<Object>(std::move(parsed.object));
        object->id = id;
        ORFEAS_TRY(shape, this->shape(folder, object->name));
        object->mesh = shape.mesh;
        object->facts = shape.facts;
        if (parsed.hasProvenance) {
            ORFEAS_CHECK(readSource(folder, object->name, parsed));
            object->provenance = std::make_shared<const Provenance>(std::move(parsed.provenance));
        }
        return ObjectPtr(object);
    }

private:
    bool has(const std::string& path) const { return m_files.contains(path); }

    Result<std::vector<std::byte>> blob(const std::string& path) const {
        const auto found = m_files.find(path);
        if (found == m_files.end())
            return Error{ErrorCode::BadInput, "A part of the project is missing", path};
        ORFEAS_TRY(object, m_store.get(found->second));
        return std::move(object.content);
    }

    Result<ProjectArchive::Shape> shape(const std::string& folder, const std::string& name) {
        ShapeFiles files;
        for (auto it = m_files.lower_bound(folder); it != m_files.end() && it->first.starts_with(folder);
             ++it) {
            const std::string part = it->first.substr(folder.size());
            if (part.ends_with(".mesh") || part == kTexture) files.emplace(part, it->second);
        }
        if (ProjectArchive::Shape known = m_archive.knownShape(files); known.mesh) return known;
        Result<mesh::Mesh> read = readShape(m_store, files);
        if (!read.ok() && read.error().code == ErrorCode::BadInput) return damaged(name, read.error().detail);
        if (!read.ok()) return std::move(read).error();
        if (has(folder + kTexture)) {
            ORFEAS_TRY(texture, picture(folder + kTexture));
            read->texture = texture;
        }
        const mesh::MeshFacts facts = mesh::measure(*read);
        const ProjectArchive::Shape shape{std::make_shared<const mesh::Mesh>(std::move(*read)), facts};
        m_archive.rememberShape(files, shape);
        return shape;
    }

    Result<std::shared_ptr<const image::Picture>> picture(const std::string& path) {
        std::shared_ptr<const image::Picture>& known = m_pictures[m_files.at(path)];
        if (known) return known;
        ORFEAS_TRY(png, blob(path));
        ORFEAS_TRY(decoded, image::decodePicture(png, {}));
        known = std::make_shared<const image::Picture>(std::move(decoded));
        return known;
    }

    // The picture an object was made from, which may be deeper than a PNG of ours.
    Result<std::shared_ptr<const image::Picture>> source(const std::string& folder, const std::string& name) {
        ProjectArchive::Files files;
        for (const char* part : {kSource, kSourceLuma})
            if (const auto found = m_files.find(folder + part); found != m_files.end())
                files[part] = found->second;
        if (const auto known = m_archive.m_pictures.find(files); known != m_archive.m_pictures.end())
            if (auto alive = known->second.lock()) return alive;
        ORFEAS_TRY(read, picture(folder + kSource));
        if (has(folder + kSourceLuma)) {
            ORFEAS_TRY(raster, blob(folder + kSourceLuma));
            image::Picture deep = *read;
            deep.luma16 = decodeRaster<std::uint16_t>(raster, deep.width, deep.height);
            if (deep.luma16.empty()) return damaged(name, kSourceLuma);
            read = std::make_shared<const image::Picture>(std::move(deep));
        }
        m_archive.rememberPicture(files, read, "source");
        return read;
    }

    Result<void> readSource(const std::string& folder, const std::string& name, ParsedRecord& parsed) {
        if (!has(folder + kSource)) return {};
        ORFEAS_TRY(source, this->source(folder, name));
        parsed.provenance.picture = source;
        if (!has(folder + "mask.bin")) return {};
        ORFEAS_TRY(raster, blob(folder + "mask.bin"));
        auto cutout = std::make_shared<image::Cutout>();
        cutout->mask = {source->width, source->height,
                        decodeRaster<std::uint8_t>(raster, source->width, source->height)};
        if (cutout->mask.coverage.empty()) return damaged(name, "mask.bin");
        const bool known =
            parsed.cutoutMethod >= 0 && parsed.cutoutMethod <= static_cast<int>(image::CutoutMethod::User);
        cutout->method =
            known ? static_cast<image::CutoutMethod>(parsed.cutoutMethod) : image::CutoutMethod::User;
        cutout->parts = parsed.cutoutParts;
        cutout->explanation = parsed.cutoutExplanation;
        parsed.provenance.cutout = std::move(cutout);
        return {};
    }

    ProjectArchive& m_archive;
    const ObjectStore& m_store;
    const FileList& m_files;
    std::map<history::ObjectId, std::shared_ptr<const image::Picture>> m_pictures;
};

template <typename T, typename Write>
Result<ProjectArchive::Files> ProjectArchive::remembered(const ObjectStore& store,
                                                         const std::shared_ptr<const T>& value,
                                                         const std::string& what, const Write& write) {
    Remembered& known = m_known[{value.get(), what}];
    if (!known.owner.expired()) {
        // Collected or set aside since? Then it is written again.
        bool whole = true;
        for (const auto& [name, id] : known.files) {
            ORFEAS_TRY(there, store.has(id));
            whole = whole && there;
        }
        if (whole) return known.files;
    }
    Files files;
    ORFEAS_CHECK(write(files));
    known = {value, files};
    return files;
}

bool ProjectArchive::isKnownFile(const std::string& path) {
    static const std::set<std::string> kRoot{"project.json", "thumbnail.png"};
    static const std::set<std::string> kObject{
        "object.json",       "positions.mesh", "triangles.mesh", "colors.mesh",     "uvs.mesh",
        "uv_triangles.mesh", "texture.png",    "source.png",     "source_luma.bin", "mask.bin"};
    constexpr std::size_t kFolder = 25; // "objects/" and 16 digits and "/"
    if (!path.starts_with("objects/")) return kRoot.contains(path);
    if (path.size() <= kFolder) return false;
    const std::string name = path.substr(kFolder);
    const bool piece = name.ends_with(".mesh") && (name.starts_with("positions/") ||
                                                   name.starts_with("colors/") || name.starts_with("uvs/"));
    return piece || kObject.contains(name);
}

void ProjectArchive::rememberShape(const Files& files, const Shape& shape) {
    m_known[{shape.mesh.get(), kMeshPart}] = {shape.mesh, files};
    if (shape.facts.triangles != shape.mesh->triangles.size()) return; // of an object that was never measured
    m_shapes[files] = {shape.mesh, shape.facts};
}

ProjectArchive::Shape ProjectArchive::knownShape(const Files& files) const {
    const auto known = m_shapes.find(files);
    if (known == m_shapes.end()) return {};
    return {known->second.mesh.lock(), known->second.facts};
}

void ProjectArchive::rememberPicture(const Files& files, const std::shared_ptr<const image::Picture>& picture,
                                     const std::string& stem) {
    m_known[{picture.get(), stem}] = {picture, files};
    m_pictures[files] = picture;
}

void ProjectArchive::forgetExpired() {
    std::erase_if(m_known, [](const auto& entry) { return entry.second.owner.expired(); });
    std::erase_if(m_shapes, [](const auto& entry) { return entry.second.mesh.expired(); });
    std::erase_if(m_pictures, [](const auto& entry) { return entry.second.expired(); });
}

Result<ProjectArchive::Files>
ProjectArchive::writePicture(ObjectStore& store, const std::shared_ptr<const image::Picture>& picture,
                             const std::string& stem) {
    Result<Files> written = remembered(store, picture, stem, [&](Files& files) -> Result<void> {
        ORFEAS_TRY(png, image::encodePng(*picture));
        ORFEAS_TRY(id, store.put(ObjectKind::Blob, png));
        files[stem + ".png"] = id;
        if (!picture->luma16.empty() && stem == "source") {
            ORFEAS_TRY(luma, store.put(ObjectKind::Blob,
                                       encodeRaster(picture->width, picture->height, picture->luma16)));
            files[kSourceLuma] = luma;
        }
        return {};
    });
    if (written.ok()) rememberPicture(*written, picture, stem);
    return written;
}

Result<ProjectArchive::Files>
ProjectArchive::writeCutout(ObjectStore& store, const std::shared_ptr<const image::Cutout>& cutout) {
    return remembered(store, cutout, "mask", [&](Files& files) -> Result<void> {
        const image::Mask& mask = cutout->mask;
        ORFEAS_TRY(id, store.put(ObjectKind::Blob, encodeRaster(mask.width, mask.height, mask.coverage)));
        files["mask.bin"] = id;
        return {};
    });
}

Result<ProjectArchive::Files> ProjectArchive::writeMesh(ObjectStore& store, const Object& object) {
    const std::shared_ptr<const mesh::Mesh>& mesh = object.mesh;
    Result<Files> written = remembered(store, mesh, kMeshPart, [&](Files& files) -> Result<void> {
        const auto add = [&](const std::string& name, const std::vector<std::byte>& plane) -> Result<void> {
            ORFEAS_TRY(id, store.put(ObjectKind::Blob, plane));
            files[name] = id;
            return {};
        };
        const auto addElements = [&](const char* plane, std::span<const std::byte> elements,
                                     std::size_t size) -> Result<void> {
            if (elements.size() <= kPieceElements * size)
                return add(plane + std::string(".mesh"), mesh::encodeElements(elements, size));
            for (std::size_t piece = 0; piece * kPieceElements * size < elements.size(); ++piece) {
                const std::size_t begin = piece * kPieceElements * size;
                const std::size_t length = std::min(kPieceElements * size, elements.size() - begin);
                ORFEAS_CHECK(add(pieceName(plane, piece),
                                 mesh::encodeElements(elements.subspan(begin, length), size)));
            }
            return {};
        };
        ORFEAS_CHECK(addElements("positions", bytesOf(mesh->positions), sizeof(glm::vec3)));
        ORFEAS_CHECK(add("triangles.mesh", mesh::encodeIndices(flat(mesh->triangles))));
        if (!mesh->colors.empty()) {
            ORFEAS_CHECK(addElements("colors", bytesOf(mesh->colors), sizeof(mesh::Rgba8)));
        }
        if (!mesh->uvs.empty()) {
            ORFEAS_CHECK(addElements("uvs", bytesOf(mesh->uvs), sizeof(glm::vec2)));
        }
        if (!mesh->uvTriangles.empty()) {
            ORFEAS_CHECK(add("uv_triangles.mesh", mesh::encodeIndices(flat(mesh->uvTriangles))));
        }
        if (mesh->texture) {
            ORFEAS_TRY(texture, writePicture(store, mesh->texture, "texture"));
            files.insert(texture.begin(), texture.end());
        }
        return {};
    });
    if (written.ok()) rememberShape(*written, {mesh, object.facts});
    return written;
}

Result<FileList> ProjectArchive::write(ObjectStore& store, const Document& document,
                                       const jobs::JobContext& context) {
    forgetExpired();
    FileList files;
    for (std::size_t i = 0; i < document.objects.size(); ++i) {
        if (context.cancelled()) return jobs::cancelledError();
        context.report("saving", static_cast<double>(i) / static_cast<double>(document.objects.size()));
        const Object& object = *document.objects[i];
        const std::string folder = objectFolder(object.id);
        const auto addAll = [&](const Files& added) {
            for (const auto& [name, id] : added)
                files[folder + name] = id;
        };
        const std::string record = objectRecord(object);
        ORFEAS_TRY(recordId, store.put(ObjectKind::Blob, std::as_bytes(std::span(record))));
        files[folder + "object.json"] = recordId;
        ORFEAS_TRY(shape, writeMesh(store, object));
        addAll(shape);
        const Provenance* made = object.provenance.get();
        if (made && made->picture) {
            ORFEAS_TRY(source, writePicture(store, made->picture, "source"));
            addAll(source);
            if (made->cutout) {
                ORFEAS_TRY(mask, writeCutout(store, made->cutout));
                addAll(mask);
            }
        }
    }
    const std::string scene = sceneRecord(document);
    ORFEAS_TRY(sceneId, store.put(ObjectKind::Blob, std::as_bytes(std::span(scene))));
    files["project.json"] = sceneId;
    return files;
}

Result<DocumentPtr> ProjectArchive::read(const ObjectStore& store, const FileList& files,
                                         const jobs::JobContext& context) {
    forgetExpired();
    const auto scene = files.find("project.json");
    if (scene == files.end())
        return Error{ErrorCode::BadInput, "This version of the project holds no scene", {}};
    ORFEAS_TRY(record, store.get(scene->second));
    ORFEAS_TRY(sceneRecord, parseSceneRecord(record.content));
    const std::vector<ObjectId>& order = sceneRecord.order;
    ArchiveReader reader(*this, store, files);
    auto document = std::make_shared<Document>();
    document->groups = sceneRecord.groups;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (context.cancelled()) return jobs::cancelledError();
        context.report("opening", static_cast<double>(i) / static_cast<double>(order.size()));
        if (document->find(order[i]))
            return Error{ErrorCode::BadInput, "This version of the project names an object twice", {}};
        ORFEAS_TRY(object, reader.object(order[i]));
        if (object->group != GroupId{} && !document->findGroup(object->group))
            return Error{ErrorCode::BadInput, "This version of the project names a group that it lacks", {}};
        document->objects.push_back(object);
    }
    return DocumentPtr(document);
}

Result<DocumentPtr> readDocument(const ObjectStore& store, const FileList& files,
                                 const jobs::JobContext& context) {
    return ProjectArchive().read(store, files, context);
}

} // namespace orfeas::project
