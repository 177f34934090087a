#include "core/project/engine.h"

#include <utility>

#include "core/project/project_service.h"

namespace orfeas::project {

Engine standardEngine() {
    Engine engine;
    engine.generate = generate::runGenerateTask;
    engine.readMesh = [](const std::filesystem::path& file, const jobs::JobContext& context) {
        return io::readMesh(file, context);
    };
    engine.writeMesh = io::writeMesh;
    engine.check = print::check;
    return engine;
}

// Here and not beside the other constructor, so that a test with its own engine links without the real one.
ProjectService::ProjectService(Sink sink) : ProjectService(std::move(sink), standardEngine()) {}

} // namespace orfeas::project
