#include "core/io/material_library.h"

#include <algorithm>
#include <cmath>

#include "core/io/file_name.h"
#include "core/io/number_text.h"
#include "core/io/texture_file.h"

namespace orfeas::io {
namespace {

constexpr std::uint64_t kMaxLibraryBytes = 16 << 20;
constexpr std::size_t kMaxLine = 4096;
constexpr std::size_t kMaxMaterials = 10'000;
constexpr std::size_t kMaxTextures = 64;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n\v\f";
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view{}
                                           : text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// "-s 1 1 1 -clamp on my picture.png" -> "my picture.png": the name may hold blanks, so options are taken off the front.
std::string_view withoutOptions(std::string_view text) {
    text = trimmed(text);
    while (text.starts_with('-')) {
        std::string_view rest = text;
        const std::string_view option = takeToken(rest);
        const bool upToThree = option == "-o" || option == "-s" || option == "-t";
        const int count = upToThree ? 3 : option == "-mm" ? 2 : 1;
        for (int i = 0; i < count; ++i) {
            std::string_view after = rest;
            const std::string_view argument = takeToken(after);
            if (upToThree && i > 0 && !parseFloat(argument)) break;
            rest = after;
        }
        text = trimmed(rest);
    }
    return text;
}

std::uint8_t channel(float value) {
    return std::isfinite(value) ? static_cast<std::uint8_t>(std::clamp(value, 0.0f, 1.0f) * 255.0f + 0.5f)
                                : 255;
}

class LibraryReader {
public:
    LibraryReader(const std::filesystem::path& meshFile, const ReadJob& job,
                  std::map<std::string, Material>& materials, std::vector<std::string>& warnings)
        : m_meshFile(meshFile), m_job(job), m_materials(materials), m_warnings(warnings) {}

    Result<void> read(FileReader& file) {
        LineReader lines(file, kMaxLine);
        std::string_view line;
        for (;;) {
            auto more = lines.next(line);
            if (!more.ok()) {
                m_warnings.push_back("the rest of the material library was left out: " +
                                     more.error().userText);
                return {};
            }
            if (!*more) return {};
            ORFEAS_CHECK(readLine(line));
        }
    }

private:
    Result<void> readLine(std::string_view line) {
        const std::string_view word = takeToken(line);
        if (word == "newmtl") {
            if (m_materials.size() < kMaxMaterials) m_current = &m_materials[std::string(trimmed(line))];
        } else if (m_current != nullptr && word == "Kd") {
            for (int k = 0; k < 3; ++k)
                m_current->color[k] = channel(parseFloat(takeToken(line)).value_or(1.0f));
            m_current->plain = false;
        } else if (m_current != nullptr && word == "map_Kd") {
            ORFEAS_TRY(texture, load(std::string(withoutOptions(line))));
            if (texture) {
                m_current->texture = texture;
                m_current->plain = false;
            }
        }
        return {};
    }

    Result<std::shared_ptr<const image::Picture>> load(const std::string& name) {
        if (const auto known = m_textures.find(name); known != m_textures.end()) return known->second;
        if (name.empty() || m_textures.size() == kMaxTextures) return std::shared_ptr<const image::Picture>();
        ORFEAS_TRY(texture, loadTextureBeside(m_meshFile, name, m_job, m_warnings));
        m_textures[name] = texture;
        return texture;
    }

    const std::filesystem::path& m_meshFile;
    const ReadJob& m_job;
    std::map<std::string, Material>& m_materials;
    std::vector<std::string>& m_warnings;
    std::map<std::string, std::shared_ptr<const image::Picture>> m_textures;
    Material* m_current = nullptr;
};

} // namespace

Result<void> readMaterialLibrary(const std::filesystem::path& meshFile, std::string_view name,
                                 const ReadJob& job, std::map<std::string, Material>& materials,
                                 std::vector<std::string>& warnings) {
    const std::string wanted(trimmed(name));
    if (wanted.empty()) return {};
    auto file = FileReader::open(pathBeside(meshFile, wanted, job), kMaxLibraryBytes);
    if (!file.ok()) {
        warnings.push_back("the material library \"" + shownText(wanted) +
                           "\" was left out: " + whyMissing(file.error()));
        return {};
    }
    return LibraryReader(meshFile, job, materials, warnings).read(*file);
}

} // namespace orfeas::io
