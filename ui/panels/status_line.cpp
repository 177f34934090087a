#include "ui/panels/status_line.h"

#include <algorithm>
#include <atomic>

#include <QHBoxLayout>
#include <QLabel>
#include <QThreadPool>
#include <QTimer>

#include "core/vram/machine_memory.h"
#include "render/render_thread.h"
#include "ui/preferences.h"
#include "ui/text_format.h"
#include "ui/widgets/memory_gauge.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

/// The machine's memory is looked for in the background: with a graphics card that takes a while the first time.
std::atomic<bool> memoryFound = false;

std::vector<MemoryShare> sharesOf(const vram::Accounts& accounts) {
    // What is leased is a promise; what the program holds is measured. The rest of it is its own.
    const std::uint64_t own = accounts.figures.own;
    std::vector<MemoryShare> shares;
    shares.push_back({StatusLine::tr("Orfeas itself"), own > accounts.leased ? own - accounts.leased : 0,
                      MemoryShare::Kind::Program});
    for (const vram::Holding& holding : accounts.holdings) {
        shares.push_back({QString::fromStdString(holding.owner), holding.bytes,
                          holding.idle ? MemoryShare::Kind::Idle : MemoryShare::Kind::Job});
    }
    return shares;
}

} // namespace

StatusLine::StatusLine(Workspace& workspace, QWidget* parent)
    : QFrame(parent), m_workspace(workspace), m_jobs(new QLabel(this)), m_hint(new QLabel(this)),
      m_memory(new MemoryGauge(this)), m_renderer(new QLabel(this)) {
    setObjectName("statusLine");
    setFixedHeight(28);
    m_jobs->setToolTip(tr("What is being made, and the time left where it can be told"));
    m_renderer->setToolTip(tr("What draws the viewport, and how long the last frame took"));
    m_hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 0, 14, 0);
    row->setSpacing(18);
    row->addWidget(m_jobs);
    row->addWidget(m_hint, 1);
    row->addWidget(m_memory);
    row->addWidget(m_renderer);

    connect(&workspace, &Workspace::jobsChanged, this, &StatusLine::refreshJobs);
    auto* timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &StatusLine::refreshMemory);
    timer->start(500);
    refreshJobs();
    QThreadPool::globalInstance()->start([limit = preferences::memoryLimit()] {
        if (limit > 0) vram::MachineMemory::shared().setLimit(limit);
        vram::MachineMemory::shared().monitor(); // measures from now on
        memoryFound = true;
    });
}

void StatusLine::setHint(const QString& text) {
    m_hint->setText(text);
}

void StatusLine::setRenderer(const QString& name, bool software, double frameMs) {
    const QString shortName = software ? tr("software renderer") : name;
    m_renderer->setText(
        tr("%1 · %2 ms").arg(shortName, QString::number(frameMs, 'f', frameMs < 10.0 ? 1 : 0)));
    m_renderer->setToolTip(tr("What draws the viewport, and how long the last frame took") + "\n" + name);
}

// A software driver draws in the program's own memory, which is counted already.
void StatusLine::setHeap(const render::FrameStatistics& frame) {
    if (!memoryFound || frame.software || frame.heapBudgetBytes == 0) return;
    vram::VramManager* memory = vram::MachineMemory::shared().drawnIn(frame.rendererName, frame.discrete);
    if (memory) memory->setHeapBudget({frame.heapBudgetBytes, frame.heapUsageBytes});
}

void StatusLine::setRendererText(const QString& text) {
    m_renderer->setText(text);
}

void StatusLine::refreshJobs() {
    const int count = m_workspace.jobs()->activeCount();
    if (count == 0) {
        m_jobs->setText(m_workspace.isQueuePaused() ? tr("Paused") : tr("Ready"));
        return;
    }
    QString text = count == 1 ? tr("1 job") : tr("%1 jobs").arg(count);
    if (m_workspace.isQueuePaused()) {
        text += tr(" · paused");
    } else if (const auto left = m_workspace.jobs()->secondsLeft()) {
        text += tr(" · %1 left").arg(durationText(*left));
    }
    m_jobs->setText(text);
}

void StatusLine::refreshMemory() {
    if (!memoryFound) return;
    vram::VramManager& memory = vram::MachineMemory::shared().system();
    const vram::Accounts accounts = memory.accounts();
    m_memory->setShares(sharesOf(accounts), std::min(memory.settings().limitBytes, accounts.figures.total));
}

} // namespace orfeas::ui
