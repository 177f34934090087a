// Between the core's pictures and Qt's.
#pragma once

#include <memory>

#include <QImage>

#include "core/image/picture.h"

namespace orfeas::ui {

/// Copies. Any thread.
QImage toImage(const image::Picture& picture);
/// Null for an empty image. Any thread.
std::shared_ptr<const image::Picture> toPicture(const QImage& image);

/// A small picture of what was cut out: the subject as it is, the background dimmed, fitting into `size` device
/// pixels. Reads only as many pixels as it needs.
QImage cutoutThumbnail(const image::Picture& picture, const image::Mask& mask, QSize size);

} // namespace orfeas::ui
