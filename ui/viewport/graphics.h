// Getting from nothing to a running renderer without holding up the window.
#pragma once

#include <memory>

#include <QObject>
#include <QStringList>
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

    /// `adapter`: the card the user asked for, else `preferred` when it is there, else the best one.
    void start(const QString& adapter, const QString& preferred);
    /// The cards that can draw, best first; empty before `ready`.
    QStringList adapters() const;
    /// Null before `ready`; tests make drivers fail here.
    const std::shared_ptr<render::gpu::Instance>& instance() const { return m_instance; }
    QVulkanInstance* vulkan() { return &m_vulkan; }
    render::RenderThread* render() { return m_render.get(); }

signals:
    void ready();
    void failed(const orfeas::Error& error);   ///< now or later: a lost device that did not come back
    void stumbled(const orfeas::Error& error); ///< something went wrong and drawing goes on
    void surfaceLost();
    void frameDrawn(const orfeas::render::FrameStatistics& statistics);

private:
    void adopt(const std::shared_ptr<render::gpu::Instance>& instance);

    std::shared_ptr<render::gpu::Instance> m_instance;
    render::RenderOptions m_options;
    QVulkanInstance m_vulkan;
    std::unique_ptr<render::RenderThread> m_render;
};

} // namespace orfeas::ui
