// PLY, text and binary of both byte orders: vertices with colours, faces of any number of corners, triangle strips.
#include <algorithm>
#include <cmath>

#include "core/io/codec.h"
#include "core/io/file_name.h"
#include "core/io/number_text.h"
#include "core/io/ply_values.h"
#include "core/io/polygon.h"

namespace orfeas::io {
namespace {

constexpr std::size_t kMaxLine = 4096;
constexpr std::size_t kMaxElements = 64;
constexpr std::size_t kMaxProperties = 256;
constexpr double kMaxList = 20e6; ///< a strip may hold a whole model

struct Property {
    std::string name;
    PlyType type = PlyType::Float;
    std::optional<PlyType> countType; ///< of a list
};

struct Element {
    std::string name;
    std::uint64_t count = 0;
    std::vector<Property> properties;
};

class PlyReader {
public:
    PlyReader(FileReader& file, const ReadJob& job) : m_file(file), m_job(job) {}

    Result<RawScene> read() {
        ORFEAS_CHECK(readHeader());
        PlyValues values(m_file, m_bodyBegin, m_encoding);
        for (const Element& element : m_elements) {
            const bool vertices = element.name == "vertex";
            const bool faces = element.name == "face";
            const bool strips = element.name == "tristrips";
            for (std::uint64_t i = 0; i < element.count; ++i) {
                if (i % 8192 == 0) {
                    if (m_job.context.cancelled()) return jobs::cancelledError();
                    m_job.context.report("reading",
                                         static_cast<double>(i) / static_cast<double>(element.count));
                }
                if (vertices) {
                    ORFEAS_CHECK(readVertex(values, element));
                } else if (faces || strips) {
                    ORFEAS_CHECK(readFace(values, element, strips));
                } else {
                    for (const Property& property : element.properties)
                        ORFEAS_CHECK(skip(values, property));
                }
            }
        }
        return finish();
    }

private:
    Error damagedHeader(const LineReader& lines, std::string_view why) const {
        return refused(m_file,
                       "line " + std::to_string(lines.lineNumber()) + " of its header " + std::string(why));
    }

    Result<void> readHeader() {
        LineReader lines(m_file, kMaxLine);
        std::string_view line;
        bool format = false;
        for (;;) {
            ORFEAS_TRY(more, lines.next(line));
            if (!more) return refused(m_file, "its header never ends; it is no PLY file, or it is cut short");
            const std::string_view word = takeToken(line);
            if (lines.lineNumber() == 1) {
                if (word != "ply") return refused(m_file, "it is not a PLY file");
            } else if (word == "format") {
                ORFEAS_CHECK(readFormat(lines, takeToken(line)));
                format = true;
            } else if (word == "element") {
                ORFEAS_CHECK(readElement(lines, line));
            } else if (word == "property") {
                ORFEAS_CHECK(readProperty(lines, line));
            } else if (word == "end_header") {
                break;
            }
            // Comments, obj_info, and what careless programs write between: nothing that says where a number is.
        }
        if (!format) return refused(m_file, "its header does not say how it is encoded");
        m_bodyBegin = lines.position();
        return checkSizes();
    }

    Result<void> readFormat(const LineReader& lines, std::string_view name) {
        if (name == "ascii") {
            m_encoding = PlyEncoding::Ascii;
        } else if (name == "binary_little_endian") {
            m_encoding = PlyEncoding::LittleEndian;
        } else if (name == "binary_big_endian") {
            m_encoding = PlyEncoding::BigEndian;
        } else {
            return damagedHeader(lines, "names the unknown encoding \"" + shownText(name, 40) + '"');
        }
        return {};
    }

    Result<void> readElement(const LineReader& lines, std::string_view line) {
        const std::string_view name = takeToken(line);
        const auto count = parseInteger<std::uint64_t>(takeToken(line));
        if (!count)
            return damagedHeader(lines, "does not say how many \"" + shownText(name, 40) + "\" there are");
        if (m_elements.size() == kMaxElements)
            return damagedHeader(lines, "begins one kind of element too many");
        m_elements.push_back({std::string(name), *count, {}});
        return {};
    }

    Result<void> readProperty(const LineReader& lines, std::string_view line) {
        if (m_elements.empty()) return damagedHeader(lines, "has a property that belongs to nothing");
        if (m_elements.back().properties.size() == kMaxProperties)
            return damagedHeader(lines, "has too many properties");
        Property property;
        std::string_view type = takeToken(line);
        if (type == "list") {
            property.countType = plyType(takeToken(line));
            if (!property.countType) return damagedHeader(lines, "has a list of unknown length type");
            type = takeToken(line);
        }
        const auto known = plyType(type);
        if (!known) return damagedHeader(lines, "has the unknown number type \"" + shownText(type, 40) + '"');
        property.type = *known;
        property.name = std::string(takeToken(line));
        const bool perVertex = m_elements.back().name == "vertex";
        m_splits |= perVertex && (property.name == "nx" || property.name == "s" || property.name == "u" ||
                                  property.name == "texture_u");
        m_elements.back().properties.push_back(std::move(property));
        return {};
    }

    // What the header promises must fit into the file: then nothing in it can make us take more memory than that.
    Result<void> checkSizes() {
        std::uint64_t left = m_file.size() - std::min(m_file.size(), m_bodyBegin);
        for (const Element& element : m_elements) {
            std::uint64_t each = 0;
            for (const Property& property : element.properties) {
                const PlyType fixed = property.countType.value_or(property.type);
                each += m_encoding == PlyEncoding::Ascii ? 2 : plySize(fixed);
            }
            if (each == 0 && element.count > 0) {
                return refused(m_file, "its header promises elements without properties");
            }
            // The last number of a text file needs no blank behind it.
            if (element.count > 0 && element.count > (left + 1) / each) {
                return refused(m_file, "the file is cut short: its header promises " +
                                           counted(element.count, "element") + " of the kind \"" +
                                           shownText(element.name, 40) + "\", more than it has room for");
            }
            left -= std::min(left, element.count * each);
            if (element.name == "vertex") {
                if (element.count > UINT32_MAX - 1)
                    return checkTriangleLimit(m_file, UINT64_MAX, m_job.limits);
                if (element.count / 3 > m_job.limits.maxTriangles) {
                    return beyondLimit(
                        m_file, "it has " + std::to_string(element.count) +
                                    " vertices, more than can be read; simplify it in another program");
                }
                m_mesh.positions.reserve(element.count);
            }
        }
        return {};
    }

    Result<std::uint64_t> listLength(PlyValues& values, const Property& property) {
        ORFEAS_TRY(count, values.next(*property.countType));
        if (!(count >= 0.0) || count > kMaxList || count != std::floor(count)) {
            return refused(m_file, "it holds a list of impossible length");
        }
        return static_cast<std::uint64_t>(count);
    }

    Result<void> skip(PlyValues& values, const Property& property) {
        std::uint64_t n = 1;
        if (property.countType) {
            ORFEAS_TRY(length, listLength(values, property));
            n = length;
        }
        for (std::uint64_t i = 0; i < n; ++i) {
            if (i % 65'536 == 65'535 && m_job.context.cancelled()) return jobs::cancelledError();
            ORFEAS_TRY(value, values.next(property.type));
            static_cast<void>(value);
        }
        return {};
    }

    static int axisOf(const std::string& name) {
        return name == "x" ? 0 : name == "y" ? 1 : name == "z" ? 2 : -1;
    }

    static int channelOf(const std::string& name) {
        if (name == "red" || name == "r" || name == "diffuse_red") return 0;
        if (name == "green" || name == "g" || name == "diffuse_green") return 1;
        if (name == "blue" || name == "b" || name == "diffuse_blue") return 2;
        if (name == "alpha" || name == "a") return 3;
        return -1;
    }

    static std::uint8_t channel(double value, PlyType type) {
        const double scale = type == PlyType::Float || type == PlyType::Double ? 255.0
                             : type == PlyType::Uint16                         ? 255.0 / 65'535.0
                                                                               : 1.0;
        return std::isfinite(value) ? static_cast<std::uint8_t>(std::clamp(value * scale, 0.0, 255.0) + 0.5)
                                    : 255;
    }

    Result<void> readVertex(PlyValues& values, const Element& element) {
        glm::vec3 p(std::nanf(""));
        mesh::Rgba8 color(255);
        bool colored = false;
        for (const Property& property : element.properties) {
            if (property.countType) {
                ORFEAS_CHECK(skip(values, property));
                continue;
            }
            ORFEAS_TRY(value, values.next(property.type));
            if (const int axis = axisOf(property.name); axis >= 0) p[axis] = static_cast<float>(value);
            if (const int c = channelOf(property.name); c >= 0) {
                color[c] = channel(value, property.type);
                colored |= c < 3;
            }
        }
        m_mesh.positions.push_back(p);
        if (colored) m_mesh.colors.push_back(color);
        return {};
    }

    Result<void> readFace(PlyValues& values, const Element& element, bool strip) {
        for (const Property& property : element.properties) {
            const bool corners =
                property.countType && (property.name == "vertex_indices" || property.name == "vertex_index");
            if (!corners) {
                ORFEAS_CHECK(skip(values, property));
                continue;
            }
            ORFEAS_TRY(count, listLength(values, property));
            m_corners.clear();
            for (std::uint64_t i = 0; i < count; ++i) {
                if (i % 65'536 == 65'535 && m_job.context.cancelled()) return jobs::cancelledError();
                ORFEAS_TRY(value, values.next(property.type));
                m_corners.push_back(value);
            }
            ORFEAS_CHECK(strip ? addStrip() : addPolygon());
        }
        return {};
    }

    Result<std::uint32_t> vertexNumber(double value) {
        const auto vertices = static_cast<double>(m_mesh.positions.size());
        if (!(value >= 0.0 && value < vertices)) {
            return refused(m_file, "a face names vertex " +
                                       (std::isfinite(value) && std::abs(value) < 1e15
                                            ? std::to_string(static_cast<std::int64_t>(value))
                                            : std::string("\"not a number\"")) +
                                       ", but there are only " + std::to_string(m_mesh.positions.size()));
        }
        return static_cast<std::uint32_t>(value);
    }

    Result<void> addPolygon() {
        if (m_corners.size() < 3) {
            ++m_shortFaces;
            return {};
        }
        ORFEAS_CHECK(
            checkTriangleLimit(m_file, m_mesh.triangles.size() + m_corners.size() - 2, m_job.limits));
        m_numbers.clear();
        m_places.clear();
        for (const double value : m_corners) {
            ORFEAS_TRY(number, vertexNumber(value));
            m_numbers.push_back(number);
            m_places.push_back(m_mesh.positions[number]);
        }
        m_cuts.clear();
        m_cutter.cut(m_places, m_cuts);
        for (const glm::uvec3& cut : m_cuts) {
            m_mesh.triangles.emplace_back(m_numbers[cut.x], m_numbers[cut.y], m_numbers[cut.z]);
        }
        return {};
    }

    // -1 begins a new strip; every second triangle runs the other way round.
    Result<void> addStrip() {
        std::size_t begin = 0;
        for (std::size_t i = 0; i < m_corners.size(); ++i) {
            if (m_corners[i] == -1.0) {
                begin = i + 1;
                continue;
            }
            if (i < begin + 2) continue;
            ORFEAS_TRY(a, vertexNumber(m_corners[i - 2]));
            ORFEAS_TRY(b, vertexNumber(m_corners[i - 1]));
            ORFEAS_TRY(c, vertexNumber(m_corners[i]));
            if (a == b || b == c || c == a) continue; // the usual way to turn a strip around a corner
            const bool odd = (i - begin) % 2 == 1;
            m_mesh.triangles.emplace_back(a, odd ? c : b, odd ? b : c);
        }
        return checkTriangleLimit(m_file, m_mesh.triangles.size(), m_job.limits);
    }

    Result<RawScene> finish() {
        if (m_mesh.triangles.empty()) {
            return refused(m_file,
                           m_mesh.positions.empty()
                               ? "it holds no triangles"
                               : "it holds points only and no triangles, so there is no surface to work on");
        }
        if (m_mesh.colors.size() != m_mesh.positions.size()) m_mesh.colors.clear();
        RawScene scene;
        scene.losses.shortFaces = m_shortFaces;
        if (m_shortFaces > 0) {
            scene.warnings.push_back(counted(m_shortFaces, "face") +
                                     " with fewer than three corners were left out");
        }
        RawPart raw;
        raw.needsWeld = m_splits;
        raw.part.mesh = std::make_shared<const mesh::Mesh>(std::move(m_mesh));
        scene.parts.push_back(std::move(raw));
        return scene;
    }

    FileReader& m_file;
    const ReadJob& m_job;
    std::vector<Element> m_elements;
    PlyEncoding m_encoding = PlyEncoding::Ascii;
    std::uint64_t m_bodyBegin = 0;
    bool m_splits =
        false; ///< vertices carry normals or texture coordinates, and are repeated where those differ
    mesh::Mesh m_mesh;
    std::uint64_t m_shortFaces = 0;
    PolygonCutter m_cutter;
    std::vector<double> m_corners;
    std::vector<std::uint32_t> m_numbers;
    std::vector<glm::vec3> m_places;
    std::vector<glm::uvec3> m_cuts;
};

} // namespace

Result<RawScene> readPly(FileReader& file, const ReadJob& job) {
    return PlyReader(file, job).read();
}

} // namespace orfeas::io
