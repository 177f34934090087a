#include "core/image/framed_picture.h"

#include <algorithm>
#include <cmath>

#include "core/image/colour_model.h"

namespace orfeas::image {
namespace {

float squaredDistance(const Lab& a, const Lab& b) {
    float square = 0.0f;
    for (std::size_t c = 0; c < 3; ++c)
        square += (a[c] - b[c]) * (a[c] - b[c]);
    return square;
}

class FrameSearch {
public:
    explicit FrameSearch(const Picture& picture)
        : m_width(picture.width), m_height(picture.height), m_colours(labOf(picture)) {}

    std::optional<Box> find() {
        constexpr float kSameCorner = 3.0f;
        m_margin = at(0, 0);
        for (const Lab& corner : {at(m_width - 1, 0), at(0, m_height - 1), at(m_width - 1, m_height - 1)}) {
            if (squaredDistance(corner, m_margin) > kSameCorner * kSameCorner) return std::nullopt;
        }
        const Box box = differingBox();
        const int width = box.right - box.left;
        const int height = box.bottom - box.top;
        const bool whole = width >= m_width - 2 && height >= m_height - 2;
        if (whole || width < m_width / 5 || height < m_height / 5 || !edgesDiffer(box) || isBoldShape(box))
            return std::nullopt;
        return Box{box.left + 1, box.top + 1, box.right - 1, box.bottom - 1};
    }

private:
    const Lab& at(int x, int y) const {
        return m_colours[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) +
                         static_cast<std::size_t>(x)];
    }

    bool differs(int x, int y) const {
        constexpr float kOther = 2.5f;
        return squaredDistance(at(x, y), m_margin) > kOther * kOther;
    }

    Box differingBox() const {
        Box box{m_width, m_height, 0, 0};
        for (int y = 0; y < m_height; ++y) {
            for (int x = 0; x < m_width; ++x) {
                if (!differs(x, y)) continue;
                box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x + 1),
                       std::max(box.bottom, y + 1)};
            }
        }
        return box;
    }

    /// Calls `visit` for the pixels one step inside the box's edge, where the edge itself has been averaged in.
    template <typename Visit>
    void alongEdge(const Box& box, Visit visit) const {
        for (int x = box.left + 1; x < box.right - 1; ++x) {
            visit(x, box.top + 1);
            visit(x, box.bottom - 2);
        }
        for (int y = box.top + 1; y < box.bottom - 1; ++y) {
            visit(box.left + 1, y);
            visit(box.right - 2, y);
        }
    }

    bool edgesDiffer(const Box& box) const {
        constexpr double kNearlyAll = 0.96;
        double count = 0.0;
        double different = 0.0;
        alongEdge(box, [&](int x, int y) {
            count += 1.0;
            different += differs(x, y);
        });
        return count > 0.0 && different >= kNearlyAll * count;
    }

    bool isBoldShape(const Box& box) const {
        constexpr double kBold = 20.0;
        constexpr double kFlat = 3.0;
        Lab mean{};
        float count = 0.0f;
        alongEdge(box, [&](int x, int y) {
            for (std::size_t c = 0; c < 3; ++c)
                mean[c] += at(x, y)[c];
            count += 1.0f;
        });
        for (float& channel : mean)
            channel /= count;
        double spread = 0.0;
        alongEdge(box, [&](int x, int y) { spread += squaredDistance(at(x, y), mean); });
        return std::sqrt(squaredDistance(mean, m_margin)) > kBold && std::sqrt(spread / count) < kFlat;
    }

    int m_width;
    int m_height;
    std::vector<Lab> m_colours;
    Lab m_margin{};
};

} // namespace

std::optional<Box> innerPicture(const Picture& picture) {
    constexpr int kLeastSide = 32;
    if (picture.width < kLeastSide || picture.height < kLeastSide) return std::nullopt;
    return FrameSearch(picture).find();
}

Picture cropped(const Picture& picture, const Box& box) {
    Picture part;
    part.width = box.right - box.left;
    part.height = box.bottom - box.top;
    part.hasAlpha = picture.hasAlpha;
    part.rgba.reserve(4 * part.pixelCount());
    for (int y = box.top; y < box.bottom; ++y) {
        const std::uint8_t* row = picture.pixel(box.left, y);
        part.rgba.insert(part.rgba.end(), row, row + 4 * static_cast<std::size_t>(part.width));
    }
    return part;
}

} // namespace orfeas::image
