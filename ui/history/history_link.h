// The open project file, as the window sees it: session events become Qt signals, and what they said last is kept here.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include <QHash>
#include <QImage>
#include <QObject>

#include "core/project/project_session.h"

namespace orfeas::ui {

class CoreBridge;

/// A version's name as a key: 40 digits.
QString versionKey(const history::ObjectId& version);

/// What the preferences say of backups.
history::BackupPolicy backupPolicy();

/// Owns the project session, which starts with `start`. Lives on the UI thread; events arrive in order, of thumbnails only
/// once each. Must go before the bridge whose project it keeps.
class HistoryLink : public QObject {
    Q_OBJECT
public:
    explicit HistoryLink(CoreBridge& bridge, QObject* parent = nullptr);
    ~HistoryLink() override;

    /// `resume`: what was open when the program was last used comes back. Backups are made as the preferences say.
    void start(const QString& dataFolder, bool resume);
    /// Keeps the work and closes the file; waits for it. Nothing may be asked afterwards.
    void stop();

    bool started() const { return m_session != nullptr; }
    project::ProjectSession& session() { return *m_session; }

    const project::SessionStatus& status() const { return m_status; }
    const project::HistoryGraph& graph() const { return *m_graph; }
    const project::GraphVersion* find(const history::ObjectId& version) const;
    /// The tip of the current variant; null in a new project.
    const project::GraphVersion* tip() const;

    /// Null until it has been read; asks for it on first use and says so with thumbnailChanged.
    QImage thumbnail(const history::ObjectId& version);

signals:
    void statusChanged(const orfeas::project::SessionStatus& status);
    void graphChanged();
    void thumbnailChanged(const orfeas::history::ObjectId& version);
    void versionRead(const orfeas::project::VersionRead& read);
    void compared(std::shared_ptr<const orfeas::project::VersionsCompared> comparison);
    void mergeAsked(const orfeas::project::MergeAsked& question);
    void recoveryOffered(const orfeas::project::RecoveryOffered& offer);
    void found(const orfeas::project::Found& found); ///< what session().search came to
    void pullAsked(const orfeas::project::PullAsked& question);
    void careRead(const orfeas::project::CareRead& care);
    void verified(const orfeas::history::VerifyReport& report);
    void damageFound(const orfeas::project::DamageFound& damage);
    void salvaged(const orfeas::project::Salvaged& salvaged);
    void choreChanged(const QString& text); ///< what runs beside everything else; empty: nothing
    void told(const QString& text);
    void failed(const orfeas::Error& error);

private:
    void receive(const project::SessionEvent& event); ///< session threads
    void deliver();                                   ///< UI thread

    void take(const project::SessionChanged& event);
    void take(const project::GraphChanged& event);
    void take(const project::ThumbnailRead& event);
    void take(const project::VersionRead& event);
    void take(const project::CompareDone& event);
    void take(const project::MergeAsked& event);
    void take(const project::RecoveryOffered& event);
    void take(const project::Found& event) { emit found(event); }
    void take(const project::PullAsked& event) { emit pullAsked(event); }
    void take(const project::CareRead& event) { emit careRead(event); }
    void take(const project::Verified& event) { emit verified(event.report); }
    void take(const project::DamageFound& event) { emit damageFound(event); }
    void take(const project::Salvaged& event) { emit salvaged(event); }
    void take(const project::ChoreChanged& event) { emit choreChanged(QString::fromStdString(event.text)); }
    void take(const project::SessionTold& event);
    void take(const project::SessionFailed& event);

    CoreBridge& m_bridge;
    project::SessionStatus m_status;
    std::shared_ptr<const project::HistoryGraph> m_graph;
    QHash<QString, QImage> m_thumbnails; ///< asked for; null until it has come
    std::mutex m_mutex;
    std::vector<project::SessionEvent> m_waiting; ///< guarded by m_mutex
    std::unique_ptr<project::ProjectSession> m_session;
};

} // namespace orfeas::ui
