#include "core/project/shape_reader.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "core/base/parallel.h"
#include "core/mesh/mesh_codec.h"

namespace orfeas::project {
namespace {

using Plane = std::vector<std::byte>;

constexpr std::size_t kMaxPlaneBytes = 3u << 30;

Error damaged(const char* what) {
    return {ErrorCode::BadInput, "A stored shape is damaged", what};
}

/// Decodes one stored plane to where it belongs.
using Task = std::function<Result<void>()>;

class ShapeReader {
public:
    ShapeReader(const history::ObjectStore& store, const ShapeFiles& files)
        : m_store(store), m_files(files) {}

    Result<mesh::Mesh> read() {
        ORFEAS_CHECK(fetch());
        mesh::Mesh mesh;
        // Elements tell how long the arrays are that indices point into; the index lists are decoded first, because they
        // take longest.
        std::vector<Task> elements;
        ORFEAS_CHECK(addElements("positions", true, mesh.positions, elements));
        ORFEAS_CHECK(addElements("colors", false, mesh.colors, elements));
        ORFEAS_CHECK(addElements("uvs", false, mesh.uvs, elements));
        std::vector<Task> tasks;
        ORFEAS_CHECK(addTriangles("triangles.mesh", true, mesh.positions.size(), mesh.triangles, tasks));
        ORFEAS_CHECK(addTriangles("uv_triangles.mesh", false, mesh.uvs.size(), mesh.uvTriangles, tasks));
        tasks.insert(tasks.end(), elements.begin(), elements.end());
        ORFEAS_CHECK(runAll(tasks));
        const bool uvsFit =
            mesh.uvs.empty() || (mesh.uvTriangles.empty() ? mesh.uvs.size() == mesh.positions.size()
                                                          : mesh.uvTriangles.size() == mesh.triangles.size());
        if (!uvsFit || (!mesh.colors.empty() && mesh.colors.size() != mesh.positions.size()))
            return damaged("planes of different lengths");
        return mesh;
    }

private:
    Result<void> fetch() {
        std::vector<std::string> names;
        std::vector<history::ObjectId> ids;
        for (const auto& [name, id] : m_files) {
            if (!name.ends_with(".mesh")) continue;
            names.push_back(name);
            ids.push_back(id);
        }
        ORFEAS_TRY(objects, m_store.getAll(ids));
        for (std::size_t i = 0; i < names.size(); ++i)
            m_planes[names[i]] = std::move(objects[i].content);
        return {};
    }

    const Plane* plane(const std::string& name) const {
        const auto found = m_planes.find(name);
        return found == m_planes.end() ? nullptr : &found->second;
    }

    // One file, or a folder of pieces in order.
    std::vector<const Plane*> pieces(const char* name) const {
        std::vector<const Plane*> found;
        if (const Plane* whole = plane(std::string(name) + ".mesh")) return {whole};
        while (const Plane* piece = plane(pieceName(name, found.size())))
            found.push_back(piece);
        return found;
    }

    template <typename T>
    Result<void> addElements(const char* name, bool required, std::vector<T>& out,
                             std::vector<Task>& tasks) const {
        const std::vector<const Plane*> found = pieces(name);
        if (found.empty() && required)
            return Error{ErrorCode::BadInput, "A part of the project is missing", name};
        std::vector<std::size_t> starts{0};
        for (const Plane* piece : found) {
            ORFEAS_TRY(count,
                       mesh::elementCount(*piece, sizeof(T), kMaxPlaneBytes - starts.back() * sizeof(T)));
            starts.push_back(starts.back() + count);
        }
        out.resize(starts.back());
        const auto bytes = std::as_writable_bytes(std::span(out));
        for (std::size_t i = 0; i < found.size(); ++i)
            tasks.push_back([piece = found[i], out = bytes.subspan(starts[i] * sizeof(T),
                                                                   (starts[i + 1] - starts[i]) * sizeof(T))] {
                return mesh::decodeElements(*piece, sizeof(T), out);
            });
        return {};
    }

    Result<void> addTriangles(const std::string& name, bool required, std::size_t limit,
                              std::vector<glm::uvec3>& out, std::vector<Task>& tasks) const {
        const Plane* found = plane(name);
        if (!found && required) return Error{ErrorCode::BadInput, "A part of the project is missing", name};
        if (!found) return {};
        ORFEAS_TRY(count, mesh::indexCount(*found, kMaxPlaneBytes));
        if (count % 3) return damaged("not three indices a triangle");
        out.resize(count / 3);
        static_assert(sizeof(glm::uvec3) == 3 * sizeof(std::uint32_t));
        tasks.push_back([found, limit = static_cast<std::uint32_t>(limit),
                         out = std::span(reinterpret_cast<std::uint32_t*>(out.data()), count)] {
            return mesh::decodeIndices(*found, limit, out);
        });
        return {};
    }

    static Result<void> runAll(const std::vector<Task>& tasks) {
        std::vector<std::optional<Error>> errors(tasks.size());
        parallelFor(tasks.size(), 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i)
                if (Result<void> done = tasks[i](); !done.ok()) errors[i] = std::move(done).error();
        });
        for (std::optional<Error>& error : errors)
            if (error) return std::move(*error);
        return {};
    }

    const history::ObjectStore& m_store;
    const ShapeFiles& m_files;
    std::map<std::string, Plane> m_planes;
};

} // namespace

std::string pieceName(const char* plane, std::size_t piece) {
    std::string digits = std::to_string(piece);
    digits.insert(0, digits.size() < 6 ? 6 - digits.size() : 0, '0');
    return std::string(plane) + "/" + digits + ".mesh";
}

Result<mesh::Mesh> readShape(const history::ObjectStore& store, const ShapeFiles& files) {
    return ShapeReader(store, files).read();
}

} // namespace orfeas::project
