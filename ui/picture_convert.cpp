#include "ui/picture_convert.h"

#include <algorithm>
#include <cstring>

namespace orfeas::ui {
namespace {

struct Sum {
    int red = 0, green = 0, blue = 0, alpha = 0, coverage = 0;
};

/// Mean over at most 4 x 4 samples of the block that one small pixel stands for.
Sum sampleBlock(const image::Picture& picture, const image::Mask& mask, QRectF block) {
    constexpr int kSide = 4;
    Sum sum;
    for (int j = 0; j < kSide; ++j) {
        for (int i = 0; i < kSide; ++i) {
            const int x =
                std::min(static_cast<int>(block.x() + (i + 0.5) * block.width() / kSide), picture.width - 1);
            const int y = std::min(static_cast<int>(block.y() + (j + 0.5) * block.height() / kSide),
                                   picture.height - 1);
            const std::uint8_t* pixel = picture.pixel(x, y);
            sum.red += pixel[0] * pixel[3] / 255;
            sum.green += pixel[1] * pixel[3] / 255;
            sum.blue += pixel[2] * pixel[3] / 255;
            sum.alpha += pixel[3];
            sum.coverage += mask.at(x, y);
        }
    }
    const int count = kSide * kSide;
    return {sum.red / count, sum.green / count, sum.blue / count, sum.alpha / count, sum.coverage / count};
}

} // namespace

QImage toImage(const image::Picture& picture) {
    if (picture.empty()) return {};
    const QImage view(picture.rgba.data(), picture.width, picture.height,
                      4 * static_cast<qsizetype>(picture.width), QImage::Format_RGBA8888);
    return view.copy();
}

std::shared_ptr<const image::Picture> toPicture(const QImage& image) {
    if (image.isNull()) return nullptr;
    const QImage rgba = image.convertToFormat(QImage::Format_RGBA8888);
    auto picture = std::make_shared<image::Picture>();
    picture->width = rgba.width();
    picture->height = rgba.height();
    picture->hasAlpha = image.hasAlphaChannel();
    const auto rowBytes = 4 * static_cast<std::size_t>(rgba.width());
    picture->rgba.resize(rowBytes * static_cast<std::size_t>(rgba.height()));
    for (int y = 0; y < rgba.height(); ++y) {
        std::memcpy(picture->rgba.data() + static_cast<std::size_t>(y) * rowBytes, rgba.constScanLine(y),
                    rowBytes);
    }
    return picture;
}

QImage cutoutThumbnail(const image::Picture& picture, const image::Mask& mask, QSize size) {
    if (picture.empty() || mask.width != picture.width || mask.height != picture.height) return {};
    const QSize fitted =
        QSize(picture.width, picture.height).scaled(size, Qt::KeepAspectRatio).expandedTo({1, 1});
    QImage image(fitted, QImage::Format_ARGB32_Premultiplied);
    const double sx = static_cast<double>(picture.width) / fitted.width();
    const double sy = static_cast<double>(picture.height) / fitted.height();
    for (int y = 0; y < fitted.height(); ++y) {
        auto* row = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < fitted.width(); ++x) {
            const Sum mean = sampleBlock(picture, mask, QRectF(x * sx, y * sy, sx, sy));
            const int light = 64 + 191 * mean.coverage / 255; // background at a quarter of its light
            row[x] =
                qRgba(mean.red * light / 255, mean.green * light / 255, mean.blue * light / 255, mean.alpha);
        }
    }
    return image;
}

} // namespace orfeas::ui
