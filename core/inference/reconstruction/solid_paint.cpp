#include "core/inference/reconstruction/solid_paint.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "core/generate/subject_colors.h"

namespace orfeas::inference {
namespace {

constexpr int kDepthCells = 96;      ///< of the map of what is nearest to the viewer
constexpr float kDepthSlack = 0.06f; ///< so far behind it still counts as seen, in cube units
constexpr float kRim = 0.08f;        ///< so far inside the outline lies what goes on round the side
constexpr float kAround = 0.5f;      ///< so far it goes on
constexpr int kPictureSide = 1024;
constexpr std::size_t kGrain = 1024;

float linearOf(float encoded) {
    return encoded <= 0.04045f ? encoded / 12.92f : std::pow((encoded + 0.055f) / 1.055f, 2.4f);
}

float encodedOf(float linear) {
    return linear <= 0.0031308f ? 12.92f * linear : 1.055f * std::pow(linear, 1.0f / 2.4f) - 0.055f;
}

std::vector<glm::vec3> normalsOf(const mesh::Mesh& mesh) {
    std::vector<glm::vec3> normals(mesh.positions.size(), glm::vec3(0.0f));
    for (const glm::uvec3& t : mesh.triangles) {
        const glm::vec3 a = mesh.positions[t.x];
        const glm::vec3 n = glm::cross(mesh.positions[t.y] - a, mesh.positions[t.z] - a);
        for (int k = 0; k < 3; ++k)
            normals[t[k]] += n;
    }
    for (glm::vec3& n : normals)
        n = glm::dot(n, n) > 0.0f ? glm::normalize(n) : glm::vec3(0.0f, 0.0f, 1.0f);
    return normals;
}

// How much of a point's colour the picture tells. `facing`: the cosine between its normal and the line of sight;
// `behind`: how far it lies behind what is seen there; `inside`: from the outline. Along the outline the picture's
// colours go on round the side: nearer to the truth than the network's guess, and no band between the two.
float seenShare(float facing, float behind, float inside) {
    const float rim = 1.0f - glm::smoothstep(0.0f, kRim, inside);
    const float turned = glm::smoothstep(-0.6f * rim, glm::mix(0.35f, 0.1f, rim), facing);
    return turned *
           (1.0f - glm::smoothstep(kDepthSlack, kDepthSlack + glm::mix(0.02f, kAround, rim), behind));
}

int depthCell(float place) {
    return std::clamp(static_cast<int>((place + 1.0f) * 0.5f * kDepthCells), 0, kDepthCells - 1);
}

// The largest z seen in each cell and its neighbours.
std::vector<float> nearestDepths(const mesh::Mesh& mesh, const SolidField& field) {
    std::vector<float> depths(kDepthCells * kDepthCells, -2.0f);
    for (const glm::vec3& p : mesh.positions) {
        const glm::vec2 place = field.code().placeOf(p);
        float& depth = depths[std::size_t(depthCell(place.y) * kDepthCells + depthCell(place.x))];
        depth = std::max(depth, p.z);
    }
    return depths;
}

// The picture with the subject's colours grown over the rest, in linear light, looked up by picture pixel.
class PictureColors {
public:
    PictureColors(const image::Picture& grown, const image::Picture& original)
        : m_picture(grown), m_scaleX(double(grown.width) / original.width),
          m_scaleY(double(grown.height) / original.height) {
        for (std::size_t i = 0; i < m_linear.size(); ++i)
            m_linear[i] = linearOf(static_cast<float>(i) / 255.0f);
    }
    glm::vec3 at(glm::dvec2 pixel) const {
        const double x = std::clamp(pixel.x * m_scaleX - 0.5, 0.0, double(m_picture.width - 1));
        const double y = std::clamp(pixel.y * m_scaleY - 0.5, 0.0, double(m_picture.height - 1));
        const int x0 = int(x), y0 = int(y), x1 = std::min(x0 + 1, m_picture.width - 1),
                  y1 = std::min(y0 + 1, m_picture.height - 1);
        const auto fx = float(x - x0), fy = float(y - y0);
        return glm::mix(glm::mix(one(x0, y0), one(x1, y0), fx), glm::mix(one(x0, y1), one(x1, y1), fx), fy);
    }

private:
    glm::vec3 one(int x, int y) const {
        const std::uint8_t* p = m_picture.pixel(x, y);
        return {m_linear[p[0]], m_linear[p[1]], m_linear[p[2]]};
    }
    const image::Picture& m_picture;
    double m_scaleX, m_scaleY;
    std::array<float, 256> m_linear{};
};

// What the guess is multiplied by so that it agrees, on the whole, with the picture where both are known.
glm::vec3 brightness(const std::vector<glm::vec3>& guess, const std::vector<glm::vec3>& seen,
                     const std::vector<float>& share) {
    glm::dvec3 guessed(1e-3), shown(1e-3);
    for (std::size_t i = 0; i < guess.size(); ++i) {
        guessed += glm::dvec3(guess[i]) * double(share[i]);
        shown += glm::dvec3(seen[i]) * double(share[i]);
    }
    return glm::clamp(glm::vec3(shown / guessed), 0.4f, 2.0f);
}

mesh::Rgba8 pixelOf(const glm::vec3& linear) {
    const auto byte = [](float value) {
        return static_cast<std::uint8_t>(
            std::lround(255.0f * std::clamp(encodedOf(std::clamp(value, 0.0f, 1.0f)), 0.0f, 1.0f)));
    };
    return {byte(linear.x), byte(linear.y), byte(linear.z), 255};
}

} // namespace

Result<void> paintSolid(mesh::Mesh& mesh, const SolidField& field, const image::Picture& picture,
                        const image::Mask& mask, const ViewFrame& frame, const jobs::JobContext& context) {
    ORFEAS_TRY(grown, generate::subjectTexture(picture, mask, kPictureSide, context));
    const PictureColors colors(*grown, picture);
    const std::vector<glm::vec3> normals = normalsOf(mesh);
    const std::vector<float> depths = nearestDepths(mesh, field);
    const glm::vec3 eye(0.0f, 0.0f, field.code().cameraDistance());
    const std::size_t count = mesh.positions.size();
    std::vector<glm::vec3> guess(count), seen(count);
    std::vector<float> share(count);
    parallelFor(count, kGrain, [&](std::size_t begin, std::size_t end) {
        for (std::size_t from = begin; from < end; from += kGrain) {
            if (context.cancelled()) return;
            const std::size_t some = std::min(kGrain, end - from);
            field.code().colors(std::span(mesh.positions).subspan(from, some),
                                std::span(guess).subspan(from, some));
            for (std::size_t v = from; v < from + some; ++v) {
                const glm::vec3& p = mesh.positions[v];
                const glm::vec2 place = field.code().placeOf(p);
                seen[v] = colors.at(frame.toPicture(glm::dvec2(place)));
                const float facing = glm::dot(normals[v], glm::normalize(eye - p));
                const float nearest =
                    depths[std::size_t(depthCell(place.y) * kDepthCells + depthCell(place.x))];
                share[v] = seenShare(facing, nearest - p.z, field.outlineAt(p));
            }
        }
    });
    if (context.cancelled()) return jobs::cancelledError();
    const glm::vec3 gain = brightness(guess, seen, share);
    mesh.colors.resize(count);
    for (std::size_t v = 0; v < count; ++v)
        mesh.colors[v] = pixelOf(glm::mix(glm::min(guess[v] * gain, 1.0f), seen[v], share[v]));
    return {};
}

} // namespace orfeas::inference
