#include "core/shapes/contact_sheet.h"

#include <algorithm>

#include "core/base/parallel.h"
#include "core/shapes/example.h"
#include "core/shapes/picture_maker.h"

namespace orfeas::shapes {
namespace {

constexpr int kViews = 3;
constexpr int kPaper = 214; // grey, on which white and black things both stand out

struct Cell {
    int left = 0, top = 0;
};

// Lays a picture with alpha on the sheet.
void paste(const std::vector<std::uint8_t>& rgba, int side, Cell cell, image::Picture& sheet) {
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            const std::uint8_t* from = rgba.data() + 4 * static_cast<std::size_t>(y * side + x);
            std::uint8_t* to = sheet.rgba.data() + 4 * (static_cast<std::size_t>(cell.top + y) *
                                                            static_cast<std::size_t>(sheet.width) +
                                                        static_cast<std::size_t>(cell.left + x));
            for (int channel = 0; channel < 3; ++channel)
                to[channel] =
                    static_cast<std::uint8_t>((from[channel] * from[3] + kPaper * (255 - from[3])) / 255);
        }
    }
}

std::vector<std::uint8_t> pictureOf(const Example& example, int side) {
    return makePicture(example.placed.view(), example.look, example.view.cameraDistance, side);
}

} // namespace

ContactSheet makeContactSheet(const SheetOptions& options, const jobs::JobContext& context) {
    const int rows = (options.count + options.columns - 1) / options.columns;
    ContactSheet sheet;
    sheet.picture.width = options.columns * kViews * options.side;
    sheet.picture.height = rows * options.side;
    sheet.picture.rgba.assign(4 * sheet.picture.pixelCount(), kPaper);
    for (std::size_t i = 3; i < sheet.picture.rgba.size(); i += 4)
        sheet.picture.rgba[i] = 255;
    sheet.families.resize(static_cast<std::size_t>(options.count));
    parallelFor(static_cast<std::size_t>(options.count), 1, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end && !context.cancelled(); ++i) {
            const Example example = makeExample(options.seed + i, options.family);
            sheet.families[i] = example.family->name;
            const int at = static_cast<int>(i);
            Cell cell{at % options.columns * kViews * options.side, at / options.columns * options.side};
            paste(pictureOf(example, options.side), options.side, cell, sheet.picture);
            for (const float turn : {kPi, 0.5f * kPi}) {
                cell.left += options.side;
                const Example other = seenFrom(example, example.view.azimuth + turn, 0.25f);
                paste(pictureOf(other, options.side), options.side, cell, sheet.picture);
            }
        }
    });
    return sheet;
}

} // namespace orfeas::shapes
