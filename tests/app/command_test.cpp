#include "tests/app/command_test.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/image/picture_file.h"

namespace orfeas::test {

std::string CommandTest::writePicture(const std::string& name, int side, int radius) const {
    image::Picture picture;
    picture.width = side;
    picture.height = side;
    picture.hasAlpha = true;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const int dx = 2 * x + 1 - side;
            const int dy = 2 * y + 1 - side;
            const bool inside = dx * dx + dy * dy < 4 * radius * radius;
            const auto shade = static_cast<std::uint8_t>(60 + (x * 7 + y * 3) % 150);
            picture.rgba.insert(picture.rgba.end(), {shade, static_cast<std::uint8_t>(255 - shade), 90,
                                                     static_cast<std::uint8_t>(inside ? 255 : 0)});
        }
    }
    const auto png = image::encodePng(picture);
    EXPECT_TRUE(png.ok());
    return writeText(name, std::string(reinterpret_cast<const char*>(png->data()), png->size()));
}

std::string CommandTest::writeStl(const std::string& name, const mesh::Mesh& mesh) const {
    std::string stl(80, ' ');
    const auto append = [&](const auto& value) {
        stl.append(reinterpret_cast<const char*>(&value), sizeof(value));
    };
    append(static_cast<std::uint32_t>(mesh.triangles.size()));
    for (const glm::uvec3& t : mesh.triangles) {
        append(glm::vec3(0.0f));
        for (int k = 0; k < 3; ++k)
            append(mesh.positions[t[k]]);
        append(std::uint16_t{0});
    }
    return writeText(name, stl);
}

std::string CommandTest::writeText(const std::string& name, const std::string& text) const {
    std::ofstream(at(name), std::ios::binary) << text;
    return at(name);
}

std::string CommandTest::read(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(at(name), std::ios::binary).rdbuf();
    return text.str();
}

bool CommandTest::exists(const std::string& name) const {
    return std::filesystem::exists(at(name));
}

std::vector<std::string> CommandTest::files() const {
    std::vector<std::string> out;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
        out.push_back(entry.path().filename().string());
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace orfeas::test
