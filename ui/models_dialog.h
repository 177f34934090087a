// Networks a person has: what there is, what it needs, whether this machine can run it, and where weights can be had.
#pragma once

#include <functional>
#include <stop_token>
#include <vector>

#include <QDialog>

#include "core/inference/model_registry.h"

class QLabel;
class QListWidget;
class QProgressBar;
class QPushButton;

namespace orfeas::ui {

/// Adding and checking read gigabytes, so they run on a thread of their own; the dialog shows how far they are and can
/// stop them. Closing it stops them too. Deletes itself when closed.
class ModelsDialog : public QDialog {
    Q_OBJECT
public:
    explicit ModelsDialog(QWidget* parent = nullptr);
    ~ModelsDialog() override;

    /// As after "Add a folder…" and choosing this one.
    void addFolder(const QString& folder);
    bool busy() const { return m_busy; }
    QString message() const; ///< what the last action came to

signals:
    /// Models were added, removed, or another one was chosen.
    void modelsChanged();
    void workEnded();

private:
    using Work = std::function<Result<std::string>(const jobs::JobContext&)>;

    QWidget* buildList();
    QWidget* buildDetails();
    void reload();
    void showDetails();
    void chooseFolder();
    void remove();
    void start(const QString& what, Work work);
    void finish(const Result<std::string>& result);
    void say(const QString& text, bool trouble);
    const inference::ModelRecord* current() const;

    std::vector<inference::ModelRecord> m_models;
    std::stop_source m_stop;
    bool m_busy = false;
    std::string m_asked; ///< the model whose removal waits for a second press
    QListWidget* m_list = nullptr;
    QLabel* m_details = nullptr;
    QLabel* m_help = nullptr;
    QLabel* m_message = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_add = nullptr;
    QPushButton* m_use = nullptr;
    QPushButton* m_check = nullptr;
    QPushButton* m_measure = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_cancel = nullptr;
};

} // namespace orfeas::ui
