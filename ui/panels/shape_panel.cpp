#include "ui/panels/shape_panel.h"

#include <QLabel>
#include <QVBoxLayout>

#include "core/mesh/placed_box.h"
#include "ui/panels/pose_fields.h"
#include "ui/prepare/prepare_panel.h"
#include "ui/text_format.h"
#include "ui/verdict.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/section_head.h"
#include "ui/workspace.h"

namespace orfeas::ui {

ShapePanel::ShapePanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace),
      m_nothing(new QLabel(tr("Select an object to see its shape."), this)), m_content(new QWidget(this)),
      m_poseHead(new SectionHead(tr("Place"), m_content)), m_pose(new PoseFields(workspace, m_content)),
      m_head(new SectionHead(tr("Facts"), m_content)) {
    m_nothing->setObjectName("small");
    m_nothing->setWordWrap(true);
    m_nothing->setContentsMargins(14, 14, 14, 0);
    auto* facts = new FactList(m_content);
    m_position = facts->add(tr("Stands at"));
    m_size = facts->add(tr("Size"));
    m_triangles = facts->add(tr("Triangles"));
    m_volume = facts->add(tr("Volume"));
    m_closed = facts->add(tr("Closed"));
    auto* inner = new QVBoxLayout(m_content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    inner->addWidget(m_poseHead);
    inner->addWidget(m_pose);
    inner->addWidget(m_head);
    inner->addWidget(facts);
    inner->addWidget(new PreparePanel(workspace, m_content));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_nothing);
    column->addWidget(m_content);
    column->addStretch(1);
    connect(&workspace, &Workspace::currentChanged, this, &ShapePanel::refresh);
    refresh();
}

void ShapePanel::refresh() {
    const project::ObjectPtr object = m_workspace.current();
    m_nothing->setVisible(!object);
    m_content->setVisible(object != nullptr);
    m_pose->setObject(object);
    if (!object) return;
    const std::size_t selected = m_workspace.selectedIds().size();
    m_poseHead->setNote(selected > 1 ? tr("of the first of %1").arg(selected) : QString());
    const mesh::MeshFacts& facts = object->facts;
    const mesh::Box box = mesh::transformed(facts.box, object->transform);
    m_position->setText(pointText(0.5f * (box.lower + box.upper)));
    m_size->setText(sizeText(box.size()));
    m_triangles->setText(countText(facts.triangles));
    m_volume->setText(facts.closed() ? volumeText(facts.volumeMm3) : tr("none: it is not closed"));
    m_closed->setText(facts.solid() ? tr("yes") : tr("no: %1").arg(verdictSentence(facts)));
}

} // namespace orfeas::ui
