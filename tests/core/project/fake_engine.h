// An engine whose generations do what the test says: cubes of the size in the settings, held at a gate.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "core/project/engine.h"

namespace orfeas::test {

/// Outlives the service that uses it. Files named "bad…" fail. Each generation reports a 300 x 200 picture,
/// shows the preview "outline", passes the gate, and returns a cube of `size` mm (10 when not set).
class FakeEngine {
public:
    /// Pictures follow each other, unless `sideBySide`.
    project::Engine engine(bool sideBySide = false);

    /// From now on generations stop at the gate until `open` or until they are cancelled.
    void close();
    void open();

    /// The file (or "picture") and size of each generation begun, in order: "a.png 10".
    std::vector<std::string> begun() const;
    int generationsAtOnce() const { return m_mostAtOnce; }

private:
    Result<generate::Generated> generate(const generate::GenerateTask& task,
                                         const generate::GenerateListener& listener,
                                         const jobs::JobContext& context);
    Result<io::ReadMesh> readMesh(const std::filesystem::path& file, const jobs::JobContext& context);
    Result<io::Receipt> writeMesh(const std::filesystem::path& file, std::span<const io::MeshPart> parts,
                                  const jobs::JobContext& context);
    bool passGate(const jobs::JobContext& context);

    mutable std::mutex m_mutex;
    std::condition_variable_any m_opened;
    bool m_open = true;
    std::vector<std::string> m_begun;
    std::atomic<int> m_atOnce = 0;
    std::atomic<int> m_mostAtOnce = 0;
};

/// An engine's settings with only a size.
generate::Settings sizeSettings(double size);

} // namespace orfeas::test
