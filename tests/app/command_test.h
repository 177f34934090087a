// Files for commands to work on, made anew for each test.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "core/mesh/mesh.h"
#include "tests/app/program.h"
#include "tests/support/temporary_folder.h"

namespace orfeas::test {

class CommandTest : public testing::Test {
protected:
    std::string at(const std::string& name) const { return (folder / name).string(); }

    /// A disc of `radius` in a clear square picture.
    std::string writePicture(const std::string& name, int side = 96, int radius = 36) const;
    std::string writeStl(const std::string& name, const mesh::Mesh& mesh) const;
    std::string writeText(const std::string& name, const std::string& text) const;
    std::string read(const std::string& name) const;
    bool exists(const std::string& name) const;
    /// Names of everything in the folder, sorted.
    std::vector<std::string> files() const;

    TemporaryFolder folder;
};

} // namespace orfeas::test
