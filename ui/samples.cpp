#include "ui/samples.h"

#include <span>

#include <QCoreApplication>
#include <QFile>
#include <QPointer>
#include <QThreadPool>

#include "core/image/picture_file.h"

namespace orfeas::ui {
namespace {

Result<std::shared_ptr<const image::Picture>> decode(const QString& fileName) {
    QFile file(":/samples/" + fileName);
    const bool opened = file.open(QIODevice::ReadOnly);
    ORFEAS_ASSERT(opened);
    const QByteArray bytes = file.readAll();
    ORFEAS_TRY(picture,
               image::decodePicture(
                   std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size()))), {}));
    return std::make_shared<const image::Picture>(std::move(picture));
}

} // namespace

const std::vector<Sample>& samples() {
    static const std::vector<Sample> list = {
        {QCoreApplication::translate("Samples", "Owl"), "owl.png"},
        {QCoreApplication::translate("Samples", "Logo"), "logo.png"},
        {QCoreApplication::translate("Samples", "Scene"), "scene.jpg"},
    };
    return list;
}

void loadSample(std::size_t index, QObject* receiver,
                std::function<void(Result<std::shared_ptr<const image::Picture>>)> done) {
    const QString name = samples().at(index).fileName;
    QThreadPool::globalInstance()->start([name, receiver = QPointer(receiver), done = std::move(done)] {
        auto picture = decode(name);
        QMetaObject::invokeMethod(
            qApp,
            [receiver, done, picture = std::move(picture)] {
                if (receiver) done(picture);
            },
            Qt::QueuedConnection);
    });
}

} // namespace orfeas::ui
