#include "ui/panels/status_line.h"

#include <QFile>
#include <QHBoxLayout>
#include <QLabel>
#include <QTimer>

#include <unistd.h>

#include "ui/text_format.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

/// Resident memory of this process; 0 where the system does not tell.
qulonglong residentBytes() {
    QFile file("/proc/self/statm");
    if (!file.open(QIODevice::ReadOnly)) return 0;
    const QList<QByteArray> words = file.readAll().split(' ');
    return words.size() < 2 ? 0 : words[1].toULongLong() * static_cast<qulonglong>(sysconf(_SC_PAGESIZE));
}

} // namespace

StatusLine::StatusLine(Workspace& workspace, QWidget* parent)
    : QFrame(parent), m_workspace(workspace), m_jobs(new QLabel(this)), m_hint(new QLabel(this)),
      m_memory(new QLabel(this)), m_renderer(new QLabel(this)) {
    setObjectName("statusLine");
    setFixedHeight(28);
    m_jobs->setToolTip(tr("What is being made, and the time left where it can be told"));
    m_memory->setToolTip(tr("Memory this program holds"));
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
    timer->start(2000);
    refreshJobs();
    refreshMemory();
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

void StatusLine::setRendererText(const QString& text) {
    m_renderer->setText(text);
}

void StatusLine::refreshJobs() {
    const int count = m_workspace.jobs()->activeCount();
    if (count == 0) {
        m_jobs->setText(tr("Ready"));
        return;
    }
    QString text = count == 1 ? tr("1 job") : tr("%1 jobs").arg(count);
    if (const auto left = m_workspace.jobs()->secondsLeft())
        text += tr(" · %1 left").arg(durationText(*left));
    m_jobs->setText(text);
}

void StatusLine::refreshMemory() {
    const QString text = tr("Memory %1").arg(bytesText(residentBytes()));
    if (text != m_memory->text()) m_memory->setText(text);
}

} // namespace orfeas::ui
