// The sample pictures that come with the program.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <QImage>
#include <QObject>
#include <QString>

#include "core/base/result.h"
#include "core/image/picture.h"

namespace orfeas::ui {

struct Sample {
    QString title;    ///< "Owl"
    QString fileName; ///< "owl.png"
};

const std::vector<Sample>& samples();

/// Decodes one on a pool thread and hands it over on `receiver`'s thread, unless the receiver is gone by then.
void loadSample(std::size_t index, QObject* receiver,
                std::function<void(Result<std::shared_ptr<const image::Picture>>)> done);

} // namespace orfeas::ui
