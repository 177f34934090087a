#include "app/output_plan.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <system_error>

#include "core/io/atomic_file.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kName = "{name}";

bool isFolder(const fs::path& path) {
    std::error_code ignored; // what cannot be looked at is no folder for us
    return fs::is_directory(path, ignored);
}

std::string writableExtensions() {
    std::string out;
    for (const io::MeshFormat& format : io::meshFormats()) {
        if (format.canWrite) out += (out.empty() ? "." : ", .") + std::string(format.extension);
    }
    return out;
}

// STL and PLY have no notion of several objects in one file.
bool holdsSeveral(const io::MeshFormat& format) {
    return format.name != "stl" && format.name != "ply";
}

std::vector<fs::path> filledPattern(const std::vector<fs::path>& pictures, const std::string& pattern) {
    std::vector<fs::path> out;
    std::set<std::string> taken;
    for (const fs::path& picture : pictures) {
        std::string file;
        for (int number = 1; number == 1 || taken.contains(file); ++number) {
            std::string name = picture.stem().native();
            if (number > 1) name += "-" + std::to_string(number);
            file = pattern;
            for (std::size_t at = 0; (at = file.find(kName, at)) != std::string::npos; at += name.size()) {
                file.replace(at, kName.size(), name);
            }
        }
        taken.insert(file);
        out.emplace_back(file);
    }
    return out;
}

} // namespace

Result<void> checkInput(const fs::path& input) {
    std::error_code error;
    const fs::file_status status = fs::status(input, error);
    if (!fs::exists(status))
        return Error{ErrorCode::NotFound, input.string() + ": There is no such file", error.message()};
    if (fs::is_directory(status))
        return Error{ErrorCode::BadInput, input.string() + ": That is a folder, not a file", {}};
    return {};
}

Result<void> checkPlace(const fs::path& output, const std::vector<fs::path>& inputs) {
    const fs::path folder = output.has_parent_path() ? output.parent_path() : fs::path(".");
    if (output.empty()) return Error{ErrorCode::BadInput, "The output needs a name", {}};
    if (isFolder(output))
        return Error{ErrorCode::BadInput, output.string() + ": That is a folder, not a file", {}};
    if (!isFolder(folder)) {
        return Error{
            ErrorCode::NotFound, output.string() + ": The folder " + folder.string() + " does not exist", {}};
    }
    for (const fs::path& input : inputs) {
        std::error_code ignored; // not there: then it is not the same file
        if (fs::equivalent(input, output, ignored)) {
            return Error{ErrorCode::BadInput,
                         output.string() + ": The output would replace the input; choose another name",
                         {}};
        }
    }
    // Only trying tells: permissions, read-only mounts, no space. The attempt takes its traces away itself.
    ORFEAS_TRY(attempt, io::AtomicFile::create(output));
    static_cast<void>(attempt);
    return {};
}

Result<void> checkOutput(const fs::path& output, const std::vector<fs::path>& inputs) {
    const io::MeshFormat* format = io::formatForPath(output);
    if (!isFolder(output) && (!format || !format->canWrite)) {
        const std::string extension = output.extension().string();
        const std::string trouble = extension.empty() ? "The output needs an extension that names its format"
                                                      : "Orfeas cannot write " + extension + " files";
        return Error{ErrorCode::BadInput,
                     output.string() + ": " + trouble + "; use one of " + writableExtensions(),
                     {}};
    }
    return checkPlace(output, inputs);
}

Result<OutputPlan> planOutputs(const std::vector<fs::path>& pictures, const std::string& wanted) {
    OutputPlan plan;
    const fs::path file(wanted);
    if (wanted.find(kName) != std::string::npos) {
        plan.files = filledPattern(pictures, wanted);
    } else if (isFolder(file) || wanted.ends_with('/')) {
        plan.files = filledPattern(pictures, (file / "{name}.3mf").string());
    } else {
        plan.files = {file};
        plan.together = true;
    }
    for (const fs::path& output : plan.files)
        ORFEAS_CHECK(checkOutput(output, pictures));
    if (plan.together && pictures.size() > 1) {
        const io::MeshFormat& format = *io::formatForPath(file);
        if (!holdsSeveral(format)) {
            return Error{ErrorCode::BadInput,
                         std::string(format.title) +
                             " files hold one object: use .3mf, .obj or .glb, or one file per picture with "
                             "-o '{name}." +
                             std::string(format.extension) + "'",
                         {}};
        }
    }
    return plan;
}

} // namespace orfeas::app
