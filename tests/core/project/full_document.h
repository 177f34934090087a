// A small Document with everything in it that a project can hold: what reading and damaging projects is tried on.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "core/project/document.h"
#include "tests/support/shapes.h"

namespace orfeas::test {

inline std::shared_ptr<const image::Picture> patternedPicture(int width, int height, bool deep = false) {
    auto made = std::make_shared<image::Picture>();
    made->width = width;
    made->height = height;
    made->hasAlpha = true;
    for (int i = 0; i < width * height; ++i) {
        for (const int value : {i * 7, i * 13, i * 29, 255 - i})
            made->rgba.push_back(static_cast<std::uint8_t>(value));
        if (deep) made->luma16.push_back(static_cast<std::uint16_t>(i * 2551));
    }
    return made;
}

inline std::shared_ptr<const project::Provenance> fullProvenance() {
    project::Provenance made;
    made.sourceName = "owl.png";
    made.sourcePath = "/home/ada/bilder/owl.png";
    made.picture = patternedPicture(5, 3, true);
    auto cutout = std::make_shared<image::Cutout>();
    cutout->mask = {5, 3, std::vector<std::uint8_t>(15, 200)};
    cutout->method = image::CutoutMethod::User;
    cutout->parts = 2;
    cutout->explanation = "Corrected by hand";
    made.cutout = cutout;
    made.generator = "inflate";
    made.settings.set("size", 80.5);
    made.settings.set("flat-base", true);
    made.settings.set("back", std::string("mirror"));
    made.how = "Inflated from the outline";
    return std::make_shared<const project::Provenance>(std::move(made));
}

/// Colours, texture, deep source picture, mask, settings, group 3.
inline std::shared_ptr<project::Object> paintedObject() {
    auto object = std::make_shared<project::Object>();
    object->id = project::ObjectId{0xa1};
    object->name = "Gärtner \"Owl\"";
    mesh::Mesh mesh = sphere(20, 8);
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
        mesh.colors.emplace_back(i, 2 * i, 255 - i, 255);
        mesh.uvs.emplace_back(0.5f * mesh.positions[i].x, mesh.positions[i].z);
    }
    mesh.texture = patternedPicture(6, 4);
    object->mesh = std::make_shared<const mesh::Mesh>(std::move(mesh));
    object->facts = mesh::measure(*object->mesh);
    object->transform[3] = {1.5f, -2.25f, 0.1f, 1.0f};
    object->visible = false;
    object->locked = true;
    object->colour = mesh::Rgba8(255, 127, 9, 128);
    object->group = project::GroupId{3};
    object->provenance = fullProvenance();
    return object;
}

inline std::shared_ptr<project::Object> plainObject(std::uint64_t id,
                                                    std::shared_ptr<const mesh::Mesh> mesh) {
    auto object = std::make_shared<project::Object>();
    object->id = project::ObjectId{id};
    object->name = "Cube " + std::to_string(id);
    object->mesh = std::move(mesh);
    object->facts = mesh::measure(*object->mesh);
    return object;
}

} // namespace orfeas::test
