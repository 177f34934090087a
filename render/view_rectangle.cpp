#include "render/view_rectangle.h"

#include <algorithm>
#include <cmath>

namespace orfeas::render {

ViewPixels pixelsOf(const ViewRectangle& rectangle, int width, int height) {
    const auto edge = [](float share, int size) {
        const float kept = share >= 0.0f ? std::min(share, 1.0f) : 0.0f; // not a number counts as nothing
        return static_cast<int>(std::lround(kept * static_cast<float>(std::max(size, 0))));
    };
    const int left = edge(rectangle.lower.x, width), right = edge(rectangle.upper.x, width);
    const int top = edge(rectangle.lower.y, height), bottom = edge(rectangle.upper.y, height);
    return {left, top, {std::max(right - left, 0), std::max(bottom - top, 0)}};
}

} // namespace orfeas::render
