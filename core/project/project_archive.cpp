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

namespace orfeas::project {
namespace {

using history::FileList;
using history::ObjectKind;
using history::ObjectStore;

constexpr std::size_t kMaxPlaneBytes = 3u << 30;

Error damaged(const std::string& object, const char* what) {
    return {ErrorCode::BadInput,
            "The object \"" + object + "\" is damaged: try `orfeas history verify` to save what is sound",
            what};
}

template <typename T>
std::span<const std::byte> bytesOf(const std::vector<T>& values) {
    return std::as_bytes(std::span(values));
}

// Long planes are stored in pieces, so that an edit of one region stores little again (FORMAT.md).
constexpr std::size_t kPieceElements = 16384;

std::string pieceName(const char* plane, std::size_t piece) {
    std::string digits = std::to_string(piece);
    digits.insert(0, digits.size() < 6 ? 6 - digits.size() : 0, '0');
    return std::string(plane) + "/" + digits + ".mesh";
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

// Reads the files of one snapshot; equal blobs become one shared mesh or picture.
class Reader {
public:
    Reader(const ObjectStore& store, const FileList& files) : m_store(store), m_files(files) {}

    Result<ObjectPtr> object(ObjectId id) {
        const std::string folder = objectFolder(id);
        ORFEAS_TRY(record, blob(folder + "object.json"));
        ORFEAS_TRY(parsed, parseObjectRecord(record));
        auto object = std::make_shared<Object>(std::move(parsed.object));
        object->id = id;
        ORFEAS_TRY(shape, mesh(folder, object->name));
        object->mesh = shape.first;
        object->facts = shape.second;
        if (parsed.hasProvenance) {
            ORFEAS_CHECK(readSource(folder, object->name, parsed));
            object->provenance = std::make_shared<const Provenance>(std::move(parsed.provenance));
        }
        return ObjectPtr(object);
    }

private:
    using Shape = std::pair<std::shared_ptr<const mesh::Mesh>, mesh::MeshFacts>;

    bool has(const std::string& path) const { return m_files.contains(path); }
    bool hasElements(const std::string& folder, const char* plane) const {
        return has(folder + plane + ".mesh") || has(folder + pieceName(plane, 0));
    }

    Result<std::vector<std::byte>> blob(const std::string& path) const {
        const auto found = m_files.find(path);
        if (found == m_files.end())
            return Error{ErrorCode::BadInput, "A part of the project is missing", path};
        ORFEAS_TRY(object, m_store.get(found->second));
        return std::move(object.content);
    }

    // One file, or a folder of pieces in order.
    template <typename T>
    Result<void> elements(const std::string& folder, const char* plane, std::vector<T>& out) const {
        const std::string whole = folder + plane + ".mesh";
        if (has(whole) || !has(folder + pieceName(plane, 0))) return appendElements(whole, out);
        for (std::size_t piece = 0; has(folder + pieceName(plane, piece)); ++piece)
            ORFEAS_CHECK(appendElements(folder + pieceName(plane, piece), out));
        return {};
    }

    template <typename T>
    Result<void> appendElements(const std::string& path, std::vector<T>& out) const {
        ORFEAS_TRY(plane, blob(path));
        const std::size_t room = kMaxPlaneBytes - out.size() * sizeof(T);
        ORFEAS_TRY(bytes, mesh::decodeElements(plane, sizeof(T), room));
        const std::size_t before = out.size();
        out.resize(before + bytes.size() / sizeof(T));
        if (!bytes.empty()) std::memcpy(out.data() + before, bytes.data(), bytes.size());
        return {};
    }

    Result<void> triangles(const std::string& path, std::size_t limit, std::vector<glm::uvec3>& out) const {
        ORFEAS_TRY(plane, blob(path));
        ORFEAS_TRY(indices, mesh::decodeIndices(plane, static_cast<std::uint32_t>(limit), kMaxPlaneBytes));
        if (indices.size() % 3) return Error{ErrorCode::BadInput, "A stored shape is damaged", path};
        out.resize(indices.size() / 3);
        if (!indices.empty()) std::memcpy(out.data(), indices.data(), indices.size() * sizeof(std::uint32_t));
        return {};
    }

    Result<Shape> mesh(const std::string& folder, const std::string& name) {
        std::vector<std::pair<std::string, history::ObjectId>> key;
        for (auto it = m_files.lower_bound(folder); it != m_files.end() && it->first.starts_with(folder);
             ++it) {
            const std::string part = it->first.substr(folder.size());
            if (part.ends_with(".mesh") || part == "texture.png") key.emplace_back(part, it->second);
        }
        if (const auto known = m_meshes.find(key); known != m_meshes.end()) return known->second;
        auto mesh = std::make_shared<mesh::Mesh>();
        ORFEAS_CHECK(elements(folder, "positions", mesh->positions));
        ORFEAS_CHECK(triangles(folder + "triangles.mesh", mesh->positions.size(), mesh->triangles));
        if (hasElements(folder, "colors")) ORFEAS_CHECK(elements(folder, "colors", mesh->colors));
        if (hasElements(folder, "uvs")) ORFEAS_CHECK(elements(folder, "uvs", mesh->uvs));
        if (has(folder + "uv_triangles.mesh")) {
            ORFEAS_CHECK(triangles(folder + "uv_triangles.mesh", mesh->uvs.size(), mesh->uvTriangles));
        }
        if (has(folder + "texture.png")) {
            ORFEAS_TRY(texture, picture(folder + "texture.png"));
            mesh->texture = texture;
        }
        const bool uvsFit = mesh->uvs.empty() ||
                            (mesh->uvTriangles.empty() ? mesh->uvs.size() == mesh->positions.size()
                                                       : mesh->uvTriangles.size() == mesh->triangles.size());
        if (!uvsFit || (!mesh->colors.empty() && mesh->colors.size() != mesh->positions.size())) {
            return damaged(name, "planes of different lengths");
        }
        const Shape shape{mesh, mesh::measure(*mesh)};
        m_meshes.emplace(std::move(key), shape);
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

    Result<void> readSource(const std::string& folder, const std::string& name, ParsedRecord& parsed) {
        if (!has(folder + "source.png")) return {};
        ORFEAS_TRY(source, picture(folder + "source.png"));
        if (has(folder + "source_luma.bin")) {
            ORFEAS_TRY(raster, blob(folder + "source_luma.bin"));
            image::Picture deep = *source;
            deep.luma16 = decodeRaster<std::uint16_t>(raster, deep.width, deep.height);
            if (deep.luma16.empty()) return damaged(name, "source_luma.bin");
            source = std::make_shared<const image::Picture>(std::move(deep));
        }
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

    const ObjectStore& m_store;
    const FileList& m_files;
    std::map<std::vector<std::pair<std::string, history::ObjectId>>, Shape> m_meshes;
    std::map<history::ObjectId, std::shared_ptr<const image::Picture>> m_pictures;
};

} // namespace

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

void ProjectArchive::forgetExpired() {
    std::erase_if(m_known, [](const auto& entry) { return entry.second.owner.expired(); });
}

Result<ProjectArchive::Files>
ProjectArchive::writePicture(ObjectStore& store, const std::shared_ptr<const image::Picture>& picture,
                             const std::string& stem) {
    return remembered(store, picture, stem, [&](Files& files) -> Result<void> {
        ORFEAS_TRY(png, image::encodePng(*picture));
        ORFEAS_TRY(id, store.put(ObjectKind::Blob, png));
        files[stem + ".png"] = id;
        if (!picture->luma16.empty() && stem == "source") {
            ORFEAS_TRY(luma, store.put(ObjectKind::Blob,
                                       encodeRaster(picture->width, picture->height, picture->luma16)));
            files["source_luma.bin"] = luma;
        }
        return {};
    });
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

Result<ProjectArchive::Files> ProjectArchive::writeMesh(ObjectStore& store,
                                                        const std::shared_ptr<const mesh::Mesh>& mesh) {
    return remembered(store, mesh, "mesh", [&](Files& files) -> Result<void> {
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
        ORFEAS_TRY(shape, writeMesh(store, object.mesh));
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

Result<DocumentPtr> readDocument(const ObjectStore& store, const FileList& files,
                                 const jobs::JobContext& context) {
    const auto scene = files.find("project.json");
    if (scene == files.end())
        return Error{ErrorCode::BadInput, "This version of the project holds no scene", {}};
    ORFEAS_TRY(record, store.get(scene->second));
    ORFEAS_TRY(sceneRecord, parseSceneRecord(record.content));
    const std::vector<ObjectId>& order = sceneRecord.order;
    Reader reader(store, files);
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

} // namespace orfeas::project
