#include "ui/viewport/graphics.h"

#include "render/gpu/device_names.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

namespace orfeas::ui {

Graphics::Graphics(QObject* parent) : QObject(parent) {}

Graphics::~Graphics() {
    m_render.reset();
    m_vulkan.destroy(); // before the instance it adopted
}

void Graphics::start(const QString& adapter, const QString& preferred) {
    m_options.adapter = adapter.toStdString();
    m_options.preferred = preferred.toStdString();
    QThreadPool::globalInstance()->start([self = QPointer(this)] {
        auto created =
            std::make_shared<Result<std::shared_ptr<render::gpu::Instance>>>(render::gpu::Instance::create());
        QMetaObject::invokeMethod(
            qApp,
            [self, created] {
                if (!self) return;
                created->ok() ? self->adopt(created->value()) : emit self->failed(created->error());
            },
            Qt::QueuedConnection);
    });
}

QStringList Graphics::adapters() const {
    QStringList names;
    if (!m_instance) return names;
    for (const std::string& name : render::gpu::adapterNames(*m_instance))
        names << QString::fromStdString(name);
    return names;
}

void Graphics::adopt(const std::shared_ptr<render::gpu::Instance>& instance) {
    m_instance = instance;
    m_vulkan.setVkInstance(static_cast<VkInstance>(instance->handle()));
    if (!m_vulkan.create()) {
        emit failed(
            {ErrorCode::Unavailable, tr("This display cannot show Vulkan windows").toStdString(), {}});
        return;
    }
    // The callbacks come from the render thread, which the destructor joins before this object goes.
    render::RenderCallbacks callbacks;
    callbacks.onFrame = [this](const render::FrameStatistics& statistics) {
        QMetaObject::invokeMethod(
            this, [this, statistics] { emit frameDrawn(statistics); }, Qt::QueuedConnection);
    };
    callbacks.onError = [this](const Error& error) {
        QMetaObject::invokeMethod(
            this, [this, error] { emit stumbled(error); }, Qt::QueuedConnection);
    };
    callbacks.onBroken = [this](const Error& error) {
        QMetaObject::invokeMethod(
            this, [this, error] { emit failed(error); }, Qt::QueuedConnection);
    };
    callbacks.onSurfaceLost = [this] {
        QMetaObject::invokeMethod(
            this, [this] { emit surfaceLost(); }, Qt::QueuedConnection);
    };
    m_render = std::make_unique<render::RenderThread>(m_instance, std::move(callbacks), m_options);
    emit ready();
}

} // namespace orfeas::ui
