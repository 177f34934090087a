#include "core/inference/training/curve_plot.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace orfeas::inference {
namespace {

constexpr double kWidth = 900.0, kHeight = 240.0;
constexpr double kLeft = 70.0, kRight = 20.0, kTop = 34.0, kBottom = 34.0;
constexpr std::array<const char*, 4> kColors{"#2f6fde", "#d9622b", "#2a9d6f", "#8a4fd0"};

std::string number(double value, int digits = 4) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, digits);
    return {buffer, end.ptr};
}

struct Range {
    double lower = 0.0;
    double upper = 1.0;
    double share(double value) const { return (value - lower) / (upper - lower); }
};

// 1, 2 or 5 times a power of ten, so that about `count` of them fill the range.
double tickStep(const Range& range, int count) {
    const double rough = (range.upper - range.lower) / count;
    const double unit = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (rough <= factor * unit) return factor * unit;
    }
    return 10.0 * unit;
}

Range rangeOf(const Panel& panel) {
    bool any = false;
    Range range;
    for (const Curve& curve : panel.curves) {
        for (const Curve::Point& point : curve.points) {
            range.lower = any ? std::min(range.lower, point.y) : point.y;
            range.upper = any ? std::max(range.upper, point.y) : point.y;
            any = true;
        }
    }
    if (!any || range.upper - range.lower < 1e-9) range = {range.lower - 0.5, range.lower + 0.5};
    const double margin = 0.05 * (range.upper - range.lower);
    return {range.lower - margin, range.upper + margin};
}

std::string label(double x, double y, const std::string& text, const char* anchor, const char* more = "") {
    return "<text x=\"" + number(x, 6) + "\" y=\"" + number(y, 6) + "\" text-anchor=\"" + anchor + "\" " +
           more + ">" + text + "</text>\n";
}

class PanelDrawing {
public:
    PanelDrawing(const Panel& panel, double top, double lastX)
        : m_panel(panel), m_top(top), m_x{0.0, lastX}, m_y(rangeOf(panel)) {}

    std::string draw() const {
        std::string out = label(kLeft, m_top + 18.0, m_panel.title, "start", "font-weight=\"bold\"");
        out += axes();
        double at = kWidth - kRight;
        for (std::size_t i = m_panel.curves.size(); i-- > 0;) {
            const char* color = kColors[i % kColors.size()];
            const std::string fill = std::string("fill=\"") + color + "\"";
            out += label(at, m_top + 18.0, m_panel.curves[i].name, "end", fill.c_str());
            at -= 7.0 * double(m_panel.curves[i].name.size()) + 24.0;
            out += line(m_panel.curves[i], color);
        }
        return out;
    }

private:
    double across(double x) const { return kLeft + m_x.share(x) * (kWidth - kLeft - kRight); }
    double down(double y) const {
        return m_top + kHeight - kBottom - m_y.share(y) * (kHeight - kTop - kBottom);
    }

    std::string axes() const {
        std::string out;
        const double stepY = tickStep(m_y, 5), stepX = tickStep(m_x, 8);
        for (double y = std::ceil(m_y.lower / stepY) * stepY; y <= m_y.upper; y += stepY) {
            out += "<path d=\"M" + number(kLeft) + " " + number(down(y), 6) + "H" + number(kWidth - kRight) +
                   "\" stroke=\"#ddd\"/>\n";
            out += label(kLeft - 8.0, down(y) + 4.0, number(std::abs(y) < 1e-12 ? 0.0 : y, 3), "end");
        }
        for (double x = 0.0; x <= m_x.upper; x += stepX)
            out += label(across(x), m_top + kHeight - kBottom + 18.0, number(x, 7), "middle");
        return out;
    }

    std::string line(const Curve& curve, const char* color) const {
        std::string path;
        for (const Curve::Point& point : curve.points)
            path += (path.empty() ? "M" : "L") + number(across(point.x), 6) + " " + number(down(point.y), 6);
        return "<path d=\"" + path + "\" fill=\"none\" stroke-width=\"1.6\" stroke=\"" + color + "\"/>\n";
    }

    const Panel& m_panel;
    double m_top;
    Range m_x;
    Range m_y;
};

} // namespace

Curve smoothed(const Curve& curve, std::size_t window, std::string name) {
    Curve out{std::move(name), {}};
    for (std::size_t i = 0; i < curve.points.size(); i += window) {
        const std::size_t end = std::min(curve.points.size(), i + window);
        Curve::Point sum;
        for (std::size_t k = i; k < end; ++k) {
            sum.x += curve.points[k].x;
            sum.y += curve.points[k].y;
        }
        out.points.push_back({sum.x / double(end - i), sum.y / double(end - i)});
    }
    return out;
}

std::string plotSvg(const std::vector<Panel>& panels) {
    double last = 1.0;
    for (const Panel& panel : panels) {
        for (const Curve& curve : panel.curves) {
            for (const Curve::Point& point : curve.points)
                last = std::max(last, point.x);
        }
    }
    const std::string height = number(kHeight * double(panels.size()), 6);
    std::string out = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"" + height +
                      "\" viewBox=\"0 0 900 " + height +
                      "\" font-family=\"Inter, sans-serif\" font-size=\"12\" fill=\"#333\">\n"
                      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n";
    for (std::size_t i = 0; i < panels.size(); ++i)
        out += PanelDrawing(panels[i], kHeight * double(i), last).draw();
    return out + "</svg>\n";
}

} // namespace orfeas::inference
