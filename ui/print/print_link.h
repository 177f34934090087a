// What is known about whether the objects print: the newest report of each.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <QObject>
#include <QString>

#include "core/print/check.h"
#include "core/project/core_event.h"
#include "render/scene/scalar_field.h"
#include "ui/core_bridge.h"

namespace orfeas::ui {

/// What is laid over the current object in the viewport.
enum class PrintMap { None, Thickness, Overhang, Finding, Proposal };

/// A shape that an object may get: shown instead of its own until that is decided.
struct Proposal {
    project::ObjectPtr object; ///< as it is
    std::shared_ptr<const mesh::Mesh> mesh;
    glm::mat4 transform{1.0f};
};

/// Where faces of a mesh look to, turned as the object is: the sum of their normals by area, zero when they look all ways.
glm::vec3 meanNormal(const mesh::Mesh& mesh, const std::vector<std::uint32_t>& faces,
                     const glm::mat4& transform = glm::mat4(1.0f));

/// Owner: Workspace. Listens to the project's checks, asks for them to be made for another profile or printer, and holds
/// what the viewport shows of a report. UI thread.
class PrintLink : public QObject {
    Q_OBJECT
public:
    explicit PrintLink(CoreBridge& bridge, QObject* parent = nullptr);
    ~PrintLink() override;

    /// Of the object as it shows now; null until the first check has come.
    std::shared_ptr<const print::Report> report(project::ObjectId object) const;

    const std::vector<print::Profile>& profiles() const { return m_profiles; }
    const print::CheckOptions& options() const { return m_options; }
    void setProfile(const QString& name);
    void setPrinter(const QString& name);

    // The map over one object.
    PrintMap map() const { return m_map; }
    std::optional<project::ObjectId> mapped() const { return m_mapped; }
    /// The colours to show on that mesh; null when it is not the one that was measured.
    std::shared_ptr<const render::ScalarField> field(project::ObjectId object,
                                                     const std::shared_ptr<const mesh::Mesh>& mesh) const;
    /// Lights the triangles of a finding and asks the viewport to look at them.
    void show(const project::ObjectPtr& object, const print::Finding& finding);
    /// Thickness or overhang over the whole object; measured in the background.
    void show(const project::ObjectPtr& object, PrintMap map);
    /// Shows another shape, turned and scaled as the object stands, instead of the object's, with its colours.
    void propose(const project::ObjectPtr& object, std::shared_ptr<const mesh::Mesh> standing,
                 std::shared_ptr<const render::ScalarField> colours);
    /// Null when the object shows its own shape.
    const Proposal* proposal(project::ObjectId object) const;
    /// The colours that are shown on the object now, for the legend.
    std::shared_ptr<const render::ScalarField> shownField(const project::Object& object) const;
    /// Asks the viewport to look at part of an object, in the coordinates of its standing shape, from the side that `outward`
    /// points to; zero: from where it stands.
    void lookNear(const project::ObjectPtr& object, const mesh::Box& part, const glm::vec3& outward);
    /// No map and no proposal.
    void clear();

signals:
    void reported(orfeas::project::ObjectId object);
    void optionsChanged();
    void mapChanged();
    void lookAt(const orfeas::mesh::Box& box, const glm::vec3& outward); ///< in the scene

private:
    void take(const project::ObjectChecked& event);
    void setField(project::ObjectId object, std::shared_ptr<const mesh::Mesh> mesh, PrintMap map,
                  std::shared_ptr<const render::ScalarField> field);

    CoreBridge& m_bridge;
    std::vector<print::Profile> m_profiles;
    print::CheckOptions m_options;
    std::map<project::ObjectId, project::ObjectChecked> m_checked;
    PrintMap m_map = PrintMap::None;
    std::optional<project::ObjectId> m_mapped;
    std::shared_ptr<const mesh::Mesh> m_mappedMesh;
    std::shared_ptr<const render::ScalarField> m_field;
    std::optional<Proposal> m_proposal;
    std::uint64_t m_mapRequest = 0;
    std::jthread m_measuring; ///< of a map; stopped and joined before the next
};

} // namespace orfeas::ui
