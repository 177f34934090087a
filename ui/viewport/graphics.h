// Getting from nothing to a running renderer without holding up the window.
#pragma once

#include <memory>

#include <QObject>
#include <QVulkanInstance>

#include "render/render_thread.h"

namespace orfeas::ui {

/// Opens the drivers on a pool thread, lets Qt adopt the instance and starts the render thread; then says `ready`, or
/// `failed` with the reason. Owns all three; windows made from them go first. UI thread.
class Graphics : public QObject {
    Q_OBJECT
public:
    explicit Graphics(QObject* parent = nullptr);
    ~Graphics() override;

    void start();
    QVulkanInstance* vulkan() { return &m_vulkan; }
    render::RenderThread* render() { return m_render.get(); }

signals:
    void ready();
    void failed(const orfeas::Error& error); ///< now or later: a lost device that did not come back
    void frameDrawn(const orfeas::render::FrameStatistics& statistics);

private:
    void adopt(const std::shared_ptr<render::gpu::Instance>& instance);

    std::shared_ptr<render::gpu::Instance> m_instance;
    QVulkanInstance m_vulkan;
    std::unique_ptr<render::RenderThread> m_render;
};

} // namespace orfeas::ui
