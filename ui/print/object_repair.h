// A repair of one object while it is looked at: worked out in the queue, shown, then taken as one step or dropped.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <QObject>

#include "core/print/repair.h"
#include "core/print/report.h"
#include "core/project/document.h"

namespace orfeas::ui {

class Workspace;

/// Owner: PrintPanel. UI thread. One repair at a time. While it is open the viewport shows what would come out, with how
/// far the surface moved; the object itself is not touched before accept(). It ends by itself when another object becomes
/// current or the object changes.
class ObjectRepair : public QObject {
    Q_OBJECT
public:
    enum class State { Off, Working, Shown };
    enum class View { Before, After };

    explicit ObjectRepair(Workspace& workspace, QObject* parent = nullptr);

    State state() const { return m_state; }
    const project::ObjectPtr& object() const { return m_object; }
    /// Null before the first is worked out.
    const std::shared_ptr<const print::Repair>& repair() const { return m_repair; }
    /// What a check says of the result.
    const std::shared_ptr<const print::Report>& report() const { return m_report; }
    View view() const { return m_view; }

    /// For the current object. Says so when there is none, or nothing to repair.
    void start();
    /// Works it out again without the changes that were turned down, and with those that were not.
    void setRejected(const std::vector<std::string>& keys);
    const std::vector<std::string>& rejected() const { return m_rejected; }
    void setView(View view);
    /// Lights the faces of a region and looks at them.
    void showRegion(std::size_t region);
    void accept();
    void discard();

signals:
    void changed();

private:
    struct Outcome;
    void workOut();
    void take(const Outcome& outcome);
    void show();
    void close();
    void leaveWhenStale();

    Workspace& m_workspace;
    State m_state = State::Off;
    View m_view = View::After;
    project::ObjectPtr m_object;
    std::shared_ptr<const mesh::Mesh> m_shape; ///< of the object as it stands
    std::shared_ptr<const print::Repair> m_repair;
    std::shared_ptr<const print::Report> m_report;
    std::vector<std::string> m_rejected;
    std::shared_ptr<std::uint64_t> m_asked =
        std::make_shared<std::uint64_t>(0); ///< the newest request; UI thread
};

} // namespace orfeas::ui
