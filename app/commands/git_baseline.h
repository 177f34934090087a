// The git program keeping the same arrays and records as plain files: what `orfeas bench history` stands beside.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/mesh/mesh_facts.h"
#include "core/project/document.h"

namespace orfeas::app {

/// A work tree of its own. `core.fsync=all`: like SQLite with synchronous=FULL, what was committed has reached the disk.
/// Times are milliseconds.
class GitBaseline {
public:
    explicit GitBaseline(std::filesystem::path folder);
    bool there() const { return m_there; }

    /// The object as files; only what changed is written. Not timed: it stands for the program that saved them.
    void write(const project::Object& object, bool shape) const;

    bool run(std::vector<std::string> words) const;
    double timed(const std::vector<std::string>& words) const;
    double commit() const; ///< add -A, commit
    /// Takes an older version back, commits it, and makes usable meshes of the files: read and measured, as a Document's are.
    Result<double> restore(const std::string& version, const std::vector<project::ObjectPtr>& objects) const;
    std::uint64_t bytes() const; ///< of what git stores

private:
    Result<mesh::MeshFacts> read(const project::Object& like) const;

    std::filesystem::path m_folder;
    bool m_there = false;
};

} // namespace orfeas::app
