// What a repair would change, to be looked at before it is taken.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <QDialog>

#include "core/print/repair.h"

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace orfeas::ui {

/// Lists the changes of one repair with their place and size. Those that can be left out have a tick; unticking some and
/// asking again works the repair out without them. Accepting takes the repair as it is shown. UI thread.
class RepairReview : public QDialog {
    Q_OBJECT
public:
    RepairReview(const QString& object, std::shared_ptr<const print::Repair> repair,
                 QWidget* parent = nullptr);

    const std::shared_ptr<const print::Repair>& repair() const { return m_repair; }
    /// Keys of the changes whose tick was taken away, with those of earlier rounds.
    std::vector<std::string> rejected() const;
    /// Another round, after `againWanted`.
    void present(std::shared_ptr<const print::Repair> repair);

signals:
    void taken(std::shared_ptr<const orfeas::print::Repair> repair);
    void againWanted(const std::vector<std::string>& rejected);

private:
    void fill();
    void updateButtons();

    std::shared_ptr<const print::Repair> m_repair;
    std::vector<std::string> m_left; ///< left out in earlier rounds
    QLabel* m_summary;
    QTreeWidget* m_list;
    QPushButton* m_again;
    QPushButton* m_accept;
};

} // namespace orfeas::ui
