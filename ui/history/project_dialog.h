// Care for the open project: sharing it, its backups, whether it is sound, and git repositories.
#pragma once

#include <QDialog>

#include "core/project/session_event.h"

class QBoxLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace orfeas::ui {

class HistoryLink;
class NumberField;
class VersionActions;

/// Everything runs in the session, off the UI thread; what came of it is said at the bottom. Deletes itself when closed.
class ProjectDialog : public QDialog {
    Q_OBJECT
public:
    ProjectDialog(HistoryLink& link, VersionActions& versions, QWidget* parent = nullptr);

    QLineEdit* place() const { return m_place; }
    QListWidget* backups() const { return m_backups; }
    QString message() const; ///< what the last action came to
    QString health() const;  ///< what the last check found

signals:
    /// Another project is about to be opened instead.
    void replacing();

private:
    QWidget* buildSharing();
    QWidget* buildBackups();
    QWidget* buildHealth();
    QWidget* buildExchange();
    QPushButton* button(const QString& text, const QString& toolTip, const char* iconName = "");
    void connectLink();

    void chooseFolder();
    void keepPlace();
    void keepPolicy();
    void openBackup();
    void showCare(const project::CareRead& care);
    void showHealth(const history::VerifyReport& report);
    void salvage();
    void writeGit();
    void takeGit();
    void say(const QString& text, bool trouble);
    void refresh();

    HistoryLink& m_link;
    VersionActions& m_versions;
    QLabel* m_facts;
    QLineEdit* m_place = nullptr;
    QPushButton* m_send = nullptr;
    QPushButton* m_take = nullptr;
    NumberField* m_keep = nullptr;
    NumberField* m_every = nullptr;
    NumberField* m_maxAge = nullptr;
    QListWidget* m_backups = nullptr;
    QPushButton* m_openBackup = nullptr;
    QPushButton* m_backUpNow = nullptr;
    QLabel* m_health = nullptr;
    QPushButton* m_verify = nullptr;
    QPushButton* m_setAside = nullptr;
    QPushButton* m_salvage = nullptr;
    QPushButton* m_cleanUp = nullptr;
    NumberField* m_grace = nullptr;
    QPushButton* m_writeGit = nullptr;
    QPushButton* m_takeGit = nullptr;
    QLabel* m_message;
    QProgressBar* m_progress;
    bool m_busy = false;
};

} // namespace orfeas::ui
