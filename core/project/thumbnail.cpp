#include "core/project/thumbnail.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "core/image/resize.h"

namespace orfeas::project {
namespace {

constexpr int kSupersampling = 2;
// What is remembered beside the open project; shapes beyond that are drawn again each time.
constexpr std::size_t kMaxKeptBytes = 96u << 20;

bool isDrawn(const Object& object) {
    return object.visible && object.mesh && !object.mesh->empty();
}

glm::vec3 placeOf(const Object& object) {
    return seenFromThumbnail(glm::vec3(object.transform[3]));
}

/// Pixels = scale * mm + offset.
struct Frame {
    glm::vec2 lower{std::numeric_limits<float>::max()};
    glm::vec2 upper{-std::numeric_limits<float>::max()};
    float scale = 0.0f;
    glm::vec2 offset{0.0f};

    void include(const SpriteBounds& bounds, const glm::vec2& place) {
        lower = glm::min(lower, bounds.lower + place);
        upper = glm::max(upper, bounds.upper + place);
    }
    bool fit(int side) {
        const float extent = std::max(upper.x - lower.x, upper.y - lower.y);
        if (!(extent > 0.0f) || !std::isfinite(extent)) return false;
        scale = 0.92f * static_cast<float>(side) / extent;
        offset = glm::vec2(0.5f * static_cast<float>(side)) - scale * 0.5f * (lower + upper);
        return std::isfinite(scale) && std::isfinite(offset.x + offset.y);
    }
    /// Texels are drawn in powers of two of a millimetre, so that a scene that grows a little draws nothing again: between
    /// 0.7 and 1.4 texels a pixel.
    float density() const { return std::ldexp(1.0f, std::ilogb(scale * 1.41421356f)); }
};

class Canvas {
public:
    explicit Canvas(int side)
        : m_side(side), m_depth(static_cast<std::size_t>(side) * static_cast<std::size_t>(side),
                                std::numeric_limits<float>::infinity()) {
        m_picture.width = side;
        m_picture.height = side;
        m_picture.hasAlpha = true;
        m_picture.rgba.assign(4 * m_depth.size(), 0);
    }

    void put(const Sprite& sprite, const glm::vec3& place, const Frame& frame) {
        const glm::vec2 corner = frame.scale * (sprite.bounds.lower + glm::vec2(place)) + frame.offset;
        const float step = sprite.density / frame.scale; // texels a pixel
        const std::vector<int> columns = texels(corner.x, step, sprite.width);
        const std::vector<int> rows = texels(corner.y, step, sprite.height);
        for (int y = 0; y < m_side; ++y) {
            const int row = rows[static_cast<std::size_t>(y)];
            if (row < 0) continue;
            const std::size_t from = static_cast<std::size_t>(row) * static_cast<std::size_t>(sprite.width);
            const std::size_t to = static_cast<std::size_t>(y) * static_cast<std::size_t>(m_side);
            for (std::size_t x = 0; x < static_cast<std::size_t>(m_side); ++x) {
                if (columns[x] < 0) continue;
                const std::size_t texel = from + static_cast<std::size_t>(columns[x]);
                const float depth = sprite.depth[texel] + place.z;
                if (!(depth < m_depth[to + x])) continue;
                m_depth[to + x] = depth;
                std::memcpy(&m_picture.rgba[4 * (to + x)], &sprite.rgb[3 * texel], 3);
                m_picture.rgba[4 * (to + x) + 3] = 255;
            }
        }
    }

    image::Picture take() { return std::move(m_picture); }

private:
    // The texel under each pixel's centre along one axis; -1 beside the sprite.
    std::vector<int> texels(float corner, float step, int size) const {
        std::vector<int> under(static_cast<std::size_t>(m_side), -1);
        for (int i = 0; i < m_side; ++i) {
            const float at = (static_cast<float>(i) + 0.5f - corner) * step;
            if (at >= 0.0f && at < static_cast<float>(size))
                under[static_cast<std::size_t>(i)] = static_cast<int>(at);
        }
        return under;
    }

    int m_side;
    std::vector<float> m_depth;
    image::Picture m_picture;
};

} // namespace

Thumbnailer::Known& Thumbnailer::known(const Object& object) {
    const glm::mat3 turn(object.transform);
    Key key{object.mesh.get(), {}};
    static_assert(sizeof turn == sizeof key.second);
    std::memcpy(key.second.data(), &turn, sizeof turn);
    Known& entry = m_known[key];
    if (entry.owner.expired()) entry = {object.mesh, spriteBounds(*object.mesh, turn), std::nullopt, false};
    entry.used = true;
    return entry;
}

const Sprite* Thumbnailer::sprite(const Object& object, Known& known, float density,
                                  const jobs::JobContext& context) {
    if (!known.sprite || known.sprite->density != density)
        known.sprite = drawSprite(*object.mesh, glm::mat3(object.transform), known.bounds, density, context);
    return known.sprite ? &*known.sprite : nullptr;
}

void Thumbnailer::forgetUnused() {
    std::erase_if(m_known, [](const auto& entry) { return !entry.second.used; });
    for (auto& [key, entry] : m_known)
        entry.used = false;
}

image::Picture Thumbnailer::draw(const Document& document, int side, const jobs::JobContext& context) {
    const int fine = side * kSupersampling;
    Canvas canvas(fine);
    Frame frame;
    std::vector<std::pair<const Object*, Known*>> drawn;
    for (const ObjectPtr& object : document.objects) {
        if (!isDrawn(*object)) continue;
        Known& entry = known(*object);
        const glm::vec3 place = placeOf(*object);
        if (entry.bounds.empty || !std::isfinite(place.x + place.y + place.z)) continue;
        frame.include(entry.bounds, place);
        drawn.emplace_back(object.get(), &entry);
    }
    std::size_t kept = 0;
    if (frame.fit(fine)) {
        for (const auto& [object, entry] : drawn) {
            const Sprite* seen = sprite(*object, *entry, frame.density(), context);
            if (!seen) break;
            canvas.put(*seen, placeOf(*object), frame);
            kept += seen->bytes();
            if (kept > kMaxKeptBytes) entry->sprite.reset();
        }
    }
    forgetUnused();
    return image::resized(canvas.take(), side);
}

image::Picture drawThumbnail(const Document& document, int side, const jobs::JobContext& context) {
    return Thumbnailer().draw(document, side, context);
}

} // namespace orfeas::project
