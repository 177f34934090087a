// What is open: an immutable value with structural sharing. An edit makes a new Document; undo moves between
// them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <glm/mat4x4.hpp>

#include "core/generate/setting.h"
#include "core/image/cutout.h"
#include "core/image/picture.h"
#include "core/mesh/mesh.h"
#include "core/mesh/mesh_facts.h"

namespace orfeas::project {

/// Names an object for as long as the program runs; never reused.
enum class ObjectId : std::uint64_t {};

/// Names a group of one document; zero is no group.
enum class GroupId : std::uint64_t {};

/// Objects that are chosen, shown and hidden together. Membership stands in the objects.
struct Group {
    GroupId id{};
    std::string name;

    bool operator==(const Group&) const = default;
};

/// How an object came to be: enough to make it again.
struct Provenance {
    std::string sourceName;                        ///< "owl.png"
    std::string sourcePath;                        ///< where it came from; empty for the clipboard
    std::shared_ptr<const image::Picture> picture; ///< null for imported meshes
    std::shared_ptr<const image::Cutout> cutout;
    std::string generator; ///< what the user chose; may be "auto"
    generate::Settings settings;
    std::string how; ///< the generator's honest sentence
};

/// One object of the scene. Immutable.
struct Object {
    ObjectId id{};
    std::string name;
    std::shared_ptr<const mesh::Mesh> mesh;
    mesh::MeshFacts facts;
    glm::mat4 transform{1.0f};
    bool visible = true;
    bool locked = false;               ///< neither picked in the viewport nor moved
    std::optional<mesh::Rgba8> colour; ///< shown instead of the mesh's own colours
    GroupId group{};                   ///< one of Document::groups, or none
    std::shared_ptr<const Provenance> provenance;
};

using ObjectPtr = std::shared_ptr<const Object>;

/// The scene: objects in list order. Immutable once shared.
struct Document {
    std::vector<ObjectPtr> objects;
    std::vector<Group> groups; ///< in list order; one without objects is dropped by `withoutEmptyGroups`

    const Object* find(ObjectId id) const;
    const Group* findGroup(GroupId id) const;

    /// Edits return a new value and share what did not change.
    Document withObject(ObjectPtr object) const; ///< replaces the one of the same id, or appends
    Document without(ObjectId id) const;
    Document without(std::span<const ObjectId> ids) const;
    Document withoutEmptyGroups() const;
    /// Objects of id zero are new ones: each gets the next number after `last`, which moves on.
    Document withNumbers(std::uint64_t& last) const;

    /// A name not yet taken: "Owl", "Owl 2", …
    std::string freeName(std::string_view wanted) const;
};

using DocumentPtr = std::shared_ptr<const Document>;

} // namespace orfeas::project
