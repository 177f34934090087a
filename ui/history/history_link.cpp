#include "ui/history/history_link.h"

#include <algorithm>

#include <QMetaObject>

#include "ui/core_bridge.h"
#include "ui/preferences.h"

namespace orfeas::ui {

using namespace orfeas::project;

QString versionKey(const history::ObjectId& version) {
    return QString::fromStdString(version.hex());
}

history::BackupPolicy backupPolicy() {
    const preferences::Backups wanted = preferences::backups();
    history::BackupPolicy policy;
    policy.keep = static_cast<std::size_t>(wanted.keep);
    policy.every = std::chrono::minutes(wanted.everyMinutes);
    policy.maxAge = std::chrono::hours(24 * wanted.maxAgeDays);
    return policy;
}

HistoryLink::HistoryLink(CoreBridge& bridge, QObject* parent)
    : QObject(parent), m_bridge(bridge), m_graph(std::make_shared<const HistoryGraph>()) {}

HistoryLink::~HistoryLink() {
    stop();
}

void HistoryLink::start(const QString& dataFolder, bool resume) {
    ProjectSession::Options options;
    options.folder = dataFolder.toStdString();
    options.backups = backupPolicy();
    m_session = std::make_unique<ProjectSession>(
        m_bridge.project(), [this](const SessionEvent& event) { receive(event); }, options);
    m_bridge.setObserver([session = m_session.get()](const CoreEvent& event) { session->observe(event); });
    m_session->begin(resume);
}

void HistoryLink::stop() {
    if (!m_session) return;
    m_bridge.setObserver({});
    m_session.reset();
}

const GraphVersion* HistoryLink::find(const history::ObjectId& version) const {
    const auto found = std::ranges::find(m_graph->versions, version, &GraphVersion::id);
    return found == m_graph->versions.end() ? nullptr : &*found;
}

const GraphVersion* HistoryLink::tip() const {
    const auto found = std::ranges::find_if(m_graph->versions, [this](const GraphVersion& version) {
        return std::ranges::find(version.variants, m_graph->currentVariant) != version.variants.end();
    });
    return found == m_graph->versions.end() ? nullptr : &*found;
}

QImage HistoryLink::thumbnail(const history::ObjectId& version) {
    const QString key = versionKey(version);
    if (const auto found = m_thumbnails.constFind(key); found != m_thumbnails.constEnd()) return *found;
    m_thumbnails.insert(key, QImage());
    if (m_session) m_session->readThumbnail(version);
    return {};
}

void HistoryLink::receive(const SessionEvent& event) {
    const std::lock_guard lock(m_mutex);
    if (m_waiting.empty()) QMetaObject::invokeMethod(this, &HistoryLink::deliver, Qt::QueuedConnection);
    m_waiting.push_back(event);
}

void HistoryLink::deliver() {
    std::vector<SessionEvent> events;
    {
        const std::lock_guard lock(m_mutex);
        events.swap(m_waiting);
    }
    for (const SessionEvent& event : events)
        std::visit([this](const auto& it) { take(it); }, event);
}

void HistoryLink::take(const SessionChanged& event) {
    m_status = event.status;
    emit statusChanged(m_status);
}

void HistoryLink::take(const GraphChanged& event) {
    m_graph = event.graph;
    emit graphChanged();
}

void HistoryLink::take(const ThumbnailRead& event) {
    const auto& png = *event.png;
    m_thumbnails.insert(
        versionKey(event.version),
        QImage::fromData(reinterpret_cast<const uchar*>(png.data()), static_cast<int>(png.size()), "PNG"));
    emit thumbnailChanged(event.version);
}

void HistoryLink::take(const VersionRead& event) {
    emit versionRead(event);
}

void HistoryLink::take(const CompareDone& event) {
    emit compared(event.comparison);
}

void HistoryLink::take(const MergeAsked& event) {
    emit mergeAsked(event);
}

void HistoryLink::take(const RecoveryOffered& event) {
    emit recoveryOffered(event);
}

void HistoryLink::take(const SessionTold& event) {
    emit told(QString::fromStdString(event.text));
}

void HistoryLink::take(const SessionFailed& event) {
    emit failed(event.error);
}

} // namespace orfeas::ui
