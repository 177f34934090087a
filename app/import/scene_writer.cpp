#include "app/import/scene_writer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

#include <assimp/material.h>
#include <assimp/matrix4x4.h>
#include <assimp/metadata.h>
#include <assimp/scene.h>

#include "core/io/import_form.h"

namespace orfeas::import {
namespace {

using Matrix = aiMatrix4x4t<double>;
constexpr std::size_t kMaxVisits = 1'000'000;
constexpr std::size_t kMaxTextures = 64;

// What the numbers of a format mean after Assimp has read it.
struct Meaning {
    bool yUp = true;
    double unitMm = 1.0;
    bool unitKnown = false;
};

double metadataNumber(const aiScene& scene, const char* key, double fallback) {
    if (scene.mMetaData == nullptr) return fallback;
    double d = 0.0;
    float f = 0.0f;
    int32_t i = 0;
    if (scene.mMetaData->Get(key, d)) return d;
    if (scene.mMetaData->Get(key, f)) return f;
    if (scene.mMetaData->Get(key, i)) return i;
    return fallback;
}

Meaning meaningOf(const aiScene& scene, const std::string& extension) {
    if (extension == "fbx") {
        // Centimetres times a factor; the up axis is stated: 1 is Y, 2 is Z.
        const double factor = metadataNumber(scene, "UnitScaleFactor", 0.0);
        const bool known = std::isfinite(factor) && factor > 1e-6 && factor < 1e6;
        return {metadataNumber(scene, "UpAxis", 1.0) != 2.0, known ? 10.0 * factor : 1.0, known};
    }
    // Assimp turns these to Y up and metres.
    if (extension == "dae" || extension == "gltf" || extension == "glb") return {true, 1000.0, true};
    if (extension == "off" || extension == "amf" || extension == "stl" || extension == "ogex" ||
        extension == "ply") {
        return {false, 1.0, false};
    }
    return {true, 1.0, false};
}

Matrix toScene(const Meaning& meaning) {
    const double s = meaning.unitMm;
    return meaning.yUp ? Matrix(s, 0, 0, 0, 0, 0, -s, 0, 0, s, 0, 0, 0, 0, 0, 1)
                       : Matrix(s, 0, 0, 0, 0, s, 0, 0, 0, 0, s, 0, 0, 0, 0, 1);
}

Matrix wide(const aiMatrix4x4& m) {
    return {m.a1, m.a2, m.a3, m.a4, m.b1, m.b2, m.b3, m.b4, m.c1, m.c2, m.c3, m.c4, m.d1, m.d2, m.d3, m.d4};
}

std::uint8_t channel(float v) {
    return std::isfinite(v) ? static_cast<std::uint8_t>(std::clamp(v, 0.0f, 1.0f) * 255.0f + 0.5f) : 255;
}

// One mesh shown by one node.
struct Placed {
    const aiMesh* mesh;
    Matrix matrix;
    std::uint32_t group;
    std::string name;
};

bool usable(const aiMesh& mesh) {
    return mesh.HasPositions() && mesh.HasFaces() && (mesh.mPrimitiveTypes & aiPrimitiveType_TRIANGLE) != 0;
}

class SceneWriter {
public:
    SceneWriter(const aiScene& scene, const std::string& extension, std::uint64_t maxTriangles,
                ResultFile& out)
        : m_scene(scene), m_meaning(meaningOf(scene, extension)), m_trianglesLeft(maxTriangles), m_out(out) {}

    std::string write() {
        const std::string why = collect();
        if (!why.empty()) return why;
        if (m_placed.empty()) return "it holds no triangles, so there is no surface to work on";
        std::vector<std::uint32_t> textureOf;
        for (unsigned i = 0; i < m_scene.mNumMaterials; ++i)
            textureOf.push_back(textureNumber(m_scene.mMaterials[i]));

        m_out.bytes(io::kImportBegin.data(), io::kImportBegin.size());
        m_out.value(io::ImportStatus::Scene);
        m_out.text({});
        m_out.value(m_meaning.unitKnown ? io::kImportUnitKnown : 0u);
        writeWarnings();
        m_out.value(static_cast<std::uint32_t>(m_textures.size()));
        for (const std::string& name : m_textures)
            writeTexture(name);
        m_out.value(static_cast<std::uint32_t>(m_placed.size()));
        for (const Placed& placed : m_placed)
            writeSurface(placed, textureOf);
        m_out.bytes(io::kImportEnd.data(), io::kImportEnd.size());
        return {};
    }

private:
    std::string collect() {
        struct Visit {
            const aiNode* node;
            Matrix matrix;
        };
        std::vector<Visit> open{{m_scene.mRootNode, toScene(m_meaning)}};
        std::uint32_t group = 0;
        for (std::size_t visits = 0; !open.empty(); ++visits) {
            if (visits == kMaxVisits) return "it has more than a million nodes";
            const Visit visit = open.back();
            open.pop_back();
            if (visit.node == nullptr) continue;
            const Matrix matrix = visit.matrix * wide(visit.node->mTransformation);
            for (unsigned i = 0; i < visit.node->mNumMeshes; ++i) {
                if (visit.node->mMeshes[i] >= m_scene.mNumMeshes)
                    return "a node shows a mesh that is not in the file";
                const aiMesh& mesh = *m_scene.mMeshes[visit.node->mMeshes[i]];
                m_bones |= mesh.HasBones();
                if (!usable(mesh)) continue;
                if (mesh.mNumFaces > m_trianglesLeft) {
                    return "it has more triangles than can be read; simplify it in another program first";
                }
                m_trianglesLeft -= mesh.mNumFaces;
                const aiString& name = visit.node->mName.length > 0 ? visit.node->mName : mesh.mName;
                m_placed.push_back(
                    {&mesh, matrix, group, {name.C_Str(), std::min<std::size_t>(name.length, 1000)}});
            }
            ++group;
            for (unsigned i = visit.node->mNumChildren; i-- > 0;)
                open.push_back({visit.node->mChildren[i], matrix});
        }
        return {};
    }

    // The diffuse texture of a material by its place in the list of textures to hand over.
    std::uint32_t textureNumber(const aiMaterial* material) {
        aiString path;
        if (material == nullptr) return io::kImportNoTexture;
        if (material->GetTexture(aiTextureType_DIFFUSE, 0, &path) != aiReturn_SUCCESS &&
            material->GetTexture(aiTextureType_BASE_COLOR, 0, &path) != aiReturn_SUCCESS) {
            return io::kImportNoTexture;
        }
        const std::string name(path.C_Str());
        const auto known = std::find(m_textures.begin(), m_textures.end(), name);
        if (known != m_textures.end()) return static_cast<std::uint32_t>(known - m_textures.begin());
        if (m_textures.size() == kMaxTextures || name.empty()) return io::kImportNoTexture;
        m_textures.push_back(name);
        return static_cast<std::uint32_t>(m_textures.size() - 1);
    }

    void writeWarnings() {
        m_out.value(static_cast<std::uint32_t>(m_bones ? 1 : 0));
        if (m_bones) m_out.text("the object is posed by a skeleton; it was read in its rest shape");
    }

    void writeTexture(const std::string& name) {
        const aiTexture* embedded = m_scene.GetEmbeddedTexture(name.c_str());
        const auto head = [&](io::ImportTextureKind kind, std::uint32_t width, std::uint32_t height,
                              std::uint64_t length) {
            m_out.value(kind);
            m_out.value(width);
            m_out.value(height);
            m_out.value(length);
        };
        if (embedded == nullptr) {
            head(io::ImportTextureKind::Name, 0, 0, name.size());
            m_out.bytes(name.data(), name.size());
        } else if (embedded->mHeight == 0) {
            head(io::ImportTextureKind::File, 0, 0, embedded->mWidth);
            m_out.bytes(embedded->pcData, embedded->mWidth);
        } else {
            const std::uint64_t pixels = std::uint64_t(embedded->mWidth) * embedded->mHeight;
            head(io::ImportTextureKind::Pixels, embedded->mWidth, embedded->mHeight, 4 * pixels);
            for (std::uint64_t i = 0; i < pixels; ++i) {
                const aiTexel& t = embedded->pcData[i];
                m_out.value(std::array<std::uint8_t, 4>{t.r, t.g, t.b, t.a});
            }
        }
    }

    void writeSurface(const Placed& placed, const std::vector<std::uint32_t>& textureOf) {
        const aiMesh& mesh = *placed.mesh;
        const aiMaterial* material =
            mesh.mMaterialIndex < m_scene.mNumMaterials ? m_scene.mMaterials[mesh.mMaterialIndex] : nullptr;
        aiColor4D color(1, 1, 1, 1);
        aiString materialName;
        if (material != nullptr) material->Get(AI_MATKEY_NAME, materialName);
        // What Assimp makes up for files without materials says nothing about the object.
        const bool madeUp = materialName == aiString(AI_DEFAULT_MATERIAL_NAME);
        const bool colored = material != nullptr && !madeUp &&
                             material->Get(AI_MATKEY_COLOR_DIFFUSE, color) == aiReturn_SUCCESS;
        m_out.value(placed.group);
        m_out.text(placed.name);
        m_out.value(mesh.mMaterialIndex < textureOf.size() ? textureOf[mesh.mMaterialIndex]
                                                           : io::kImportNoTexture);
        m_out.value(static_cast<std::uint32_t>(colored));
        m_out.value(std::array<std::uint8_t, 4>{channel(color.r), channel(color.g), channel(color.b), 255});
        std::uint32_t triangles = 0;
        for (unsigned f = 0; f < mesh.mNumFaces; ++f)
            triangles += good(mesh, mesh.mFaces[f]);
        m_out.value(static_cast<std::uint32_t>(mesh.mNumVertices));
        m_out.value(triangles);
        m_out.value((mesh.HasVertexColors(0) ? io::kImportColors : 0u) |
                    (mesh.HasTextureCoords(0) ? io::kImportUvs : 0u));
        writeVertices(placed);
        const bool mirrors = placed.matrix.Determinant() < 0.0;
        for (unsigned f = 0; f < mesh.mNumFaces; ++f) {
            const aiFace& face = mesh.mFaces[f];
            if (!good(mesh, face)) continue;
            m_out.value(std::array<std::uint32_t, 3>{face.mIndices[0], face.mIndices[mirrors ? 2 : 1],
                                                     face.mIndices[mirrors ? 1 : 2]});
        }
    }

    static bool good(const aiMesh& mesh, const aiFace& face) {
        return face.mNumIndices == 3 && std::all_of(face.mIndices, face.mIndices + 3,
                                                    [&](unsigned i) { return i < mesh.mNumVertices; });
    }

    void writeVertices(const Placed& placed) {
        const aiMesh& mesh = *placed.mesh;
        for (unsigned v = 0; v < mesh.mNumVertices; ++v) {
            const aiVector3D& p = mesh.mVertices[v];
            const aiVector3t<double> q = placed.matrix * aiVector3t<double>(p.x, p.y, p.z);
            m_out.value(std::array<float, 3>{float(q.x), float(q.y), float(q.z)});
        }
        for (unsigned v = 0; mesh.HasVertexColors(0) && v < mesh.mNumVertices; ++v) {
            const aiColor4D& c = mesh.mColors[0][v];
            m_out.value(std::array<std::uint8_t, 4>{channel(c.r), channel(c.g), channel(c.b), channel(c.a)});
        }
        for (unsigned v = 0; mesh.HasTextureCoords(0) && v < mesh.mNumVertices; ++v) {
            const aiVector3D& t = mesh.mTextureCoords[0][v];
            const bool finite = std::isfinite(t.x) && std::isfinite(t.y);
            m_out.value(finite ? std::array<float, 2>{t.x, 1.0f - t.y} : std::array<float, 2>{0.0f, 0.0f});
        }
    }

    const aiScene& m_scene;
    Meaning m_meaning;
    std::uint64_t m_trianglesLeft;
    ResultFile& m_out;
    std::vector<Placed> m_placed;
    std::vector<std::string> m_textures;
    bool m_bones = false;
};

} // namespace

std::string writeScene(const aiScene& scene, const std::string& extension, std::uint64_t maxTriangles,
                       ResultFile& out) {
    return SceneWriter(scene, extension, maxTriangles, out).write();
}

} // namespace orfeas::import
