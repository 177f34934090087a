// STL, binary and text. Which of the two is told from the size and the content: many binary files begin with "solid".
#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cstring>
#include <string>

#include "core/io/codec.h"
#include "core/io/file_name.h"
#include "core/io/number_text.h"

namespace orfeas::io {
namespace {

constexpr std::uint64_t kHeadBytes = 84;
constexpr std::uint64_t kRecordBytes = 50;
constexpr std::size_t kBatch = 4096;
constexpr std::size_t kMaxLine = 1 << 16;

bool equalsIgnoringCase(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return std::tolower(static_cast<unsigned char>(x)) ==
                      std::tolower(static_cast<unsigned char>(y));
           });
}

MeshPart asPart(mesh::Mesh mesh, std::string name) {
    return {std::move(name), std::make_shared<const mesh::Mesh>(std::move(mesh)), glm::mat4(1.0f)};
}

Result<RawScene> readBinary(FileReader& file, const ReadJob& job, std::uint64_t count,
                            std::string_view warning) {
    ORFEAS_CHECK(checkTriangleLimit(file, count, job.limits));
    mesh::Mesh mesh;
    mesh.positions.reserve(count * 3);
    mesh.triangles.reserve(count);
    std::vector<std::byte> batch(kBatch * kRecordBytes);
    for (std::uint64_t begin = 0; begin < count; begin += kBatch) {
        if (job.context.cancelled()) return jobs::cancelledError();
        job.context.report("reading", static_cast<double>(begin) / static_cast<double>(count));
        const std::uint64_t n = std::min<std::uint64_t>(kBatch, count - begin);
        const std::span<std::byte> wanted = std::span(batch).first(n * kRecordBytes);
        ORFEAS_TRY(got, file.readAt(kHeadBytes + begin * kRecordBytes, wanted));
        if (got < wanted.size()) return refused(file, "the file became shorter while it was read; try again");
        for (std::uint64_t i = 0; i < n; ++i) {
            std::array<glm::vec3, 3> corners;
            std::memcpy(corners.data(), batch.data() + i * kRecordBytes + 12, sizeof corners);
            const auto base = static_cast<unsigned>(mesh.positions.size());
            mesh.positions.insert(mesh.positions.end(), corners.begin(), corners.end());
            mesh.triangles.emplace_back(base, base + 1, base + 2);
        }
    }
    RawScene scene;
    scene.parts.push_back({asPart(std::move(mesh), {}), true});
    if (!warning.empty()) scene.warnings.emplace_back(warning);
    return scene;
}

// The facets of a text file as they come, whatever solids they are in: one mesh.
class AsciiStl {
public:
    AsciiStl(FileReader& file, const ReadJob& job) : m_file(file), m_job(job), m_lines(file, kMaxLine) {}

    Result<RawScene> read() {
        std::string_view line;
        for (;;) {
            ORFEAS_TRY(more, m_lines.next(line));
            if (!more) break;
            if (m_lines.lineNumber() % 4096 == 0) {
                if (m_job.context.cancelled()) return jobs::cancelledError();
                m_job.context.report("reading", static_cast<double>(m_lines.position()) /
                                                    static_cast<double>(m_file.size() + 1));
            }
            ORFEAS_CHECK(readLine(line));
        }
        return finish();
    }

private:
    Error damaged(std::string_view why) const {
        return refused(m_file, "line " + std::to_string(m_lines.lineNumber()) + ' ' + std::string(why));
    }

    Result<void> readLine(std::string_view line) {
        // Some writers put a whole facet on one line, so keywords are looked for one after the other.
        for (std::string_view word = takeToken(line); !word.empty(); word = takeToken(line)) {
            if (equalsIgnoringCase(word, "vertex")) {
                ORFEAS_CHECK(readVertex(line));
            } else if (equalsIgnoringCase(word, "facet")) {
                if (m_inFacet) return damaged("begins a facet inside another one");
                m_inFacet = true;
            } else if (equalsIgnoringCase(word, "endfacet")) {
                ORFEAS_CHECK(endFacet());
            } else if (equalsIgnoringCase(word, "solid")) {
                if (m_inFacet) return damaged("begins a solid inside a facet");
                m_inSolid = true;
                if (m_name.empty() && m_solids++ == 0) m_name = shownText(trimmed(line));
                return {};
            } else if (equalsIgnoringCase(word, "endsolid")) {
                if (m_inFacet) return damaged("ends the solid inside a facet");
                m_inSolid = false;
                return {};
            } else if (equalsIgnoringCase(word, "color")) {
                return {};
            } else if (!isFillWord(word)) {
                return damaged("holds \"" + shownText(word, 40) +
                               "\", which does not belong into an STL file");
            }
        }
        return {};
    }

    // "outer loop", "endloop", "normal" and its numbers, which are computed from the corners anyway.
    bool isFillWord(std::string_view word) const {
        for (const std::string_view known : {"normal", "outer", "loop", "endloop"}) {
            if (equalsIgnoringCase(word, known)) return true;
        }
        return m_inFacet && parseFloat(word).has_value();
    }

    static std::string_view trimmed(std::string_view text) {
        while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())))
            text.remove_prefix(1);
        while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
            text.remove_suffix(1);
        return text;
    }

    Result<void> readVertex(std::string_view& line) {
        if (!m_inFacet) return damaged("has a corner outside of any facet");
        glm::vec3 p;
        for (int axis = 0; axis < 3; ++axis) {
            const auto value = parseFloat(takeToken(line));
            if (!value) return damaged("has a corner without three numbers");
            p[axis] = *value;
        }
        if (m_corners == 64) return damaged("has a facet with more than 64 corners");
        ++m_corners;
        m_mesh.positions.push_back(p);
        return {};
    }

    Result<void> endFacet() {
        if (!m_inFacet) return damaged("ends a facet that never began");
        if (m_corners < 3) return damaged("ends a facet with fewer than three corners");
        const auto base = static_cast<unsigned>(m_mesh.positions.size()) - m_corners;
        // More than three corners are against the format, but the intent is plain: a fan.
        for (unsigned k = 2; k < m_corners; ++k)
            m_mesh.triangles.emplace_back(base, base + k - 1, base + k);
        m_corners = 0;
        m_inFacet = false;
        return checkTriangleLimit(m_file, m_mesh.triangles.size(), m_job.limits);
    }

    Result<RawScene> finish() {
        if (m_inFacet)
            return refused(m_file, "the file is cut short inside a facet; get a complete copy of it");
        if (m_mesh.triangles.empty()) return refused(m_file, "it holds no triangles");
        RawScene scene;
        scene.losses.isCutShort = m_inSolid;
        if (m_inSolid) {
            scene.warnings.push_back("the end of the file is missing: it may have been cut short after " +
                                     counted(m_mesh.triangles.size(), "triangle"));
        }
        scene.parts.push_back({asPart(std::move(m_mesh), m_name), true});
        return scene;
    }

    FileReader& m_file;
    const ReadJob& m_job;
    LineReader m_lines;
    mesh::Mesh m_mesh;
    std::string m_name;
    unsigned m_corners = 0;
    unsigned m_solids = 0;
    bool m_inFacet = false;
    bool m_inSolid = false;
};

// The text form: "solid" first, and nothing in the first bytes that no text has.
bool looksLikeText(std::span<const std::byte> head) {
    std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    const bool bom = text.starts_with("\xef\xbb\xbf");
    if (bom) text.remove_prefix(3);
    std::string_view rest = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
    if (!equalsIgnoringCase(rest.substr(0, 5), "solid") && !equalsIgnoringCase(rest.substr(0, 5), "facet"))
        return false;
    return text.find('\0') == std::string_view::npos;
}

} // namespace

Result<RawScene> readStl(FileReader& file, const ReadJob& job) {
    if (file.size() == 0) return refused(file, "the file is empty");
    std::array<std::byte, 1024> headBytes{};
    ORFEAS_TRY(headLength, file.readAt(0, headBytes));
    const std::span<const std::byte> head = std::span(headBytes).first(headLength);
    std::uint32_t count = 0;
    if (head.size() >= kHeadBytes) std::memcpy(&count, head.data() + 80, 4);
    const std::uint64_t wanted = kHeadBytes + std::uint64_t(count) * kRecordBytes;
    const bool exact = head.size() >= kHeadBytes && file.size() == wanted;
    if (!exact && looksLikeText(head)) return AsciiStl(file, job).read();

    if (file.size() < kHeadBytes) return refused(file, "it is too short to be an STL file");
    if (count == 0 && file.size() == wanted) return refused(file, "it holds no triangles");
    const std::uint64_t present = (file.size() - kHeadBytes) / kRecordBytes;
    if (exact) return readBinary(file, job, count, {});
    if (file.size() > wanted && count > 0) {
        return readBinary(file, job, count,
                          counted(file.size() - wanted, "byte") + " after the last triangle were ignored");
    }
    // Some programs leave the count at zero or at -1 when they stream the triangles out.
    const bool unfinishedCount =
        (count == 0 || count == UINT32_MAX) && (file.size() - kHeadBytes) % kRecordBytes == 0;
    if (unfinishedCount && present > 0) {
        return readBinary(file, job, present,
                          "the file does not state how many triangles it has; all " +
                              std::to_string(present) + " were read");
    }
    return refused(file, "it is no STL file, or it is cut short: it should have " +
                             counted(count, "triangle") + " and has room for " + std::to_string(present) +
                             "; get a complete copy of it");
}

} // namespace orfeas::io
