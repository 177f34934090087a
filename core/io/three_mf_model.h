// One model part of a 3MF package as it is written down: objects, properties, build items; nothing resolved yet.
// Inside core/io only.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <glm/mat4x4.hpp>

#include "core/io/codec.h"
#include "core/io/zip_package.h"
#include "core/mesh/mesh.h"

namespace orfeas::io {

/// A use of an object, in the build or as a component.
struct ThreeMfUse {
    std::string path; ///< of the model part that defines it, empty for the same part
    std::uint32_t objectId = 0;
    glm::dmat4 transform{1.0}; ///< in the unit of the part that holds the use
    std::string name;          ///< of this use (partnumber), empty where the object's holds
};

/// The property of a triangle's corners: group and index per corner. Group 0: none.
struct ThreeMfProperty {
    std::uint32_t group = 0;
    glm::uvec3 index{0};
};

struct ThreeMfObject {
    std::string name;
    bool support = false; ///< made by a slicer to hold the print
    std::shared_ptr<mesh::Mesh> mesh;
    std::vector<ThreeMfProperty> properties; ///< parallel to the triangles, or shorter: the rest has none
    ThreeMfProperty fallback;                ///< of triangles that state none
    std::vector<ThreeMfUse> components;
};

struct ThreeMfModel {
    double unitMm = 1.0;
    std::map<std::uint32_t, ThreeMfObject> objects;
    std::map<std::uint32_t, std::vector<mesh::Rgba8>> colors; ///< colorgroup and basematerials
    std::map<std::uint32_t, std::string> textures;            ///< texture2d: name of the part
    struct TextureGroup {
        std::uint32_t texture = 0;
        std::vector<glm::vec2> uvs; ///< from the top left
    };
    std::map<std::uint32_t, TextureGroup> textureGroups;
    std::vector<ThreeMfUse> items;
};

/// What one package may still take, over all its parts.
struct ThreeMfBudget {
    std::uint64_t bytes = 0;
    std::uint64_t triangles = 0;
};

/// Parses a model part. Document types are refused (the format forbids them), so there are no entities to expand;
/// nesting and the length of a single tag are bounded.
Result<ThreeMfModel> parseThreeMfModel(ZipReader& package, const std::string& part, FileReader& file,
                                       const ReadJob& job, ThreeMfBudget& budget);

} // namespace orfeas::io
