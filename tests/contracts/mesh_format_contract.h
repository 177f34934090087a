// What every writable mesh format promises, whatever it is: tests/core/io/mesh_format_test.cpp runs this suite once
// per entry of io::meshFormats() that can be written.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "core/io/mesh_format.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::test {

class MeshFormatContract : public testing::TestWithParam<io::MeshFormat> {
protected:
    const io::MeshFormat& format() const { return GetParam(); }
    std::filesystem::path file(const std::string& stem = "model") const {
        return m_folder / (stem + "." + std::string(format().extension));
    }
    const std::filesystem::path& folder() const { return m_folder.path(); }

    /// Writes with default options and expects success.
    io::Receipt written(const std::vector<io::MeshPart>& parts, const std::string& stem = "model",
                        const io::WriteOptions& options = {}) const;
    /// Reads and expects success.
    io::ReadMesh readBack(const std::string& stem = "model") const;

private:
    TemporaryFolder m_folder;
};

io::MeshPart partOf(mesh::Mesh mesh, std::string name = {}, glm::mat4 transform = glm::mat4(1.0f));

/// Corners of all triangles of all parts, placed in the scene, in order.
std::vector<glm::vec3> cornersOf(const std::vector<io::MeshPart>& parts);

/// A sphere whose coordinates use every bit, with a colour per vertex.
mesh::Mesh coloredSphere(int rings = 12);
/// A cube whose six faces show different pieces of one texture, with seams and shared positions.
mesh::Mesh texturedCube();

} // namespace orfeas::test
