// Curves as an SVG drawing: no library is needed for lines and numbers.
#pragma once

#include <string>
#include <vector>

namespace orfeas::inference {

struct Curve {
    struct Point {
        double x = 0.0;
        double y = 0.0;
    };
    std::string name;
    std::vector<Point> points;
};

/// One set of axes.
struct Panel {
    std::string title;
    std::vector<Curve> curves;
};

/// Means of `window` points each, at their middle.
Curve smoothed(const Curve& curve, std::size_t window, std::string name);

/// The panels below each other, 900 units wide; x axes alike.
std::string plotSvg(const std::vector<Panel>& panels);

} // namespace orfeas::inference
