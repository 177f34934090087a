// The line at the bottom: jobs and time left, this process's memory, the renderer and its frame time.
#pragma once

#include <QFrame>

class QLabel;

namespace orfeas::render {
struct FrameStatistics;
}

namespace orfeas::ui {

class MemoryGauge;
class Workspace;

class StatusLine : public QFrame {
    Q_OBJECT
public:
    explicit StatusLine(Workspace& workspace, QWidget* parent = nullptr);

    void setHint(const QString& text); ///< what the thing under the cursor does; empty: nothing
    void setRenderer(const QString& name, bool software, double frameMs);
    /// What the driver says of the memory the picture is drawn in: networks on that card leave room for it.
    void setHeap(const render::FrameStatistics& frame);
    void setRendererText(const QString& text);

private:
    void refreshJobs();
    void refreshMemory();

    Workspace& m_workspace;
    QLabel* m_jobs;
    QLabel* m_hint;
    MemoryGauge* m_memory;
    QLabel* m_renderer;
};

} // namespace orfeas::ui
