#include "core/io/mesh_format.h"

#include <algorithm>
#include <array>

namespace orfeas::io {
namespace {

#ifdef ORFEAS_HAVE_THREE_MF
constexpr bool kThreeMf = true;
#else
constexpr bool kThreeMf = false;
#endif

#ifdef ORFEAS_HAVE_IMPORTER
constexpr bool kImporter = true;
#else
constexpr bool kImporter = false;
#endif

constexpr MeshFormat foreign(std::string_view extension, std::string_view title, std::string_view summary,
                             bool color = false, bool texture = false, bool unit = false) {
    return {extension, title, summary, extension, kImporter, false, color, texture, unit};
}

// The order people see: what is best for printing first, what can only be read last.
constexpr std::array kFormats{
    MeshFormat{"3mf", "3MF", "Shape, colour, unit and several objects in one file; made for printing", "3mf",
               kThreeMf, kThreeMf, true, true, true},
    MeshFormat{"stl", "STL", "Shape only; every slicer reads it", "stl", true, true, false, false, false},
    MeshFormat{"obj", "OBJ", "Shape with colour or a picture beside it; every modelling program reads it",
               "obj", true, true, true, true, false},
    MeshFormat{"ply", "PLY", "Shape with a colour per corner; compact, for scanning and measuring programs",
               "ply", true, true, true, false, false},
    MeshFormat{"glb", "GLB",
               "Shape with colour or picture in one file, in metres; for the web and game engines", "glb",
               true, true, true, true, true},
    foreign("fbx", "FBX", "Autodesk exchange file", true, true, true),
    foreign("dae", "Collada", "Collada exchange file", true, true, true),
    foreign("gltf", "glTF", "glTF with separate files", true, true, true),
    foreign("off", "OFF", "Object File Format, plain shape"),
    foreign("amf", "AMF", "Additive Manufacturing File, the forerunner of 3MF", true, false, true),
    foreign("3ds", "3DS", "3D Studio", false, true),
    foreign("ac", "AC3D", "AC3D", false, true),
    foreign("ase", "ASE", "3ds Max text export", false, true),
    foreign("blend", "Blender", "Blender files up to version 2.7x", false, true),
    foreign("lwo", "LightWave", "LightWave object", false, true),
    foreign("ms3d", "MilkShape", "MilkShape 3D", false, true),
    foreign("ogex", "OpenGEX", "Open Game Engine Exchange", false, true),
    foreign("x", "DirectX", "DirectX X", false, true),
    foreign("x3d", "X3D", "X3D", true, true),
};

} // namespace

std::span<const MeshFormat> meshFormats() {
    return kFormats;
}

const MeshFormat* formatForPath(const std::filesystem::path& file) {
    std::string extension = file.extension().string();
    if (extension.size() < 2) return nullptr;
    extension.erase(0, 1);
    // ASCII only: the rules of the running locale must not decide what a file is.
    for (char& c : extension) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                    [&](const MeshFormat& format) { return format.extension == extension; });
    return found == kFormats.end() ? nullptr : &*found;
}

} // namespace orfeas::io
