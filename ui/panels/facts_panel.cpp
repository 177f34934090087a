#include "ui/panels/facts_panel.h"

#include <QGridLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/picture_convert.h"
#include "ui/text_format.h"
#include "ui/theme.h"
#include "ui/verdict.h"
#include "ui/widgets/section_head.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {

constexpr QSize kCutoutSize(88, 66);

QLabel* wrapped(QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

FactsPanel::FactsPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_head(new SectionHead(tr("Facts"), this)),
      m_facts(new QWidget(this)), m_cutoutHead(new SectionHead(tr("Cut-out"), this)),
      m_cutout(new QWidget(this)), m_cutoutPicture(new QLabel(m_cutout)), m_cutoutText(wrapped(m_cutout)) {
    auto* grid = new QGridLayout(m_facts);
    grid->setContentsMargins(14, 4, 14, 4);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, 96);
    grid->setColumnStretch(1, 1);
    m_size = addFact(tr("Size"));
    m_triangles = addFact(tr("Triangles"));
    m_volume = addFact(tr("Volume"));
    m_closed = addFact(tr("Closed"));
    m_source = addFact(tr("From"));
    m_how = addFact(tr("Made"));

    auto* row = new QHBoxLayout(m_cutout);
    row->setContentsMargins(14, 4, 14, 12);
    row->setSpacing(10);
    m_cutoutPicture->setFixedSize(kCutoutSize);
    m_cutoutPicture->setAlignment(Qt::AlignCenter);
    m_cutoutPicture->setAccessibleName(tr("What was cut out of the picture"));
    m_cutoutText->setObjectName("small");
    row->addWidget(m_cutoutPicture, 0, Qt::AlignTop);
    row->addWidget(m_cutoutText, 1, Qt::AlignTop);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QWidget* part :
         {static_cast<QWidget*>(m_head), m_facts, static_cast<QWidget*>(m_cutoutHead), m_cutout}) {
        column->addWidget(part);
    }
    connect(&workspace, &Workspace::currentChanged, this, &FactsPanel::refresh);
    refresh();
}

QLabel* FactsPanel::addFact(const QString& name) {
    auto* grid = static_cast<QGridLayout*>(m_facts->layout());
    const int row = grid->rowCount();
    auto* label = new QLabel(name, m_facts);
    label->setObjectName("dim");
    auto* value = wrapped(m_facts);
    value->setAccessibleName(name);
    grid->addWidget(label, row, 0, Qt::AlignTop);
    grid->addWidget(value, row, 1, Qt::AlignTop);
    return value;
}

void FactsPanel::refresh() {
    const project::ObjectPtr object = m_workspace.current();
    setVisible(object != nullptr);
    if (!object) return;
    const mesh::MeshFacts& facts = object->facts;
    m_size->setText(sizeText(facts.box.size()));
    m_triangles->setText(countText(facts.triangles));
    m_volume->setText(facts.closed() ? volumeText(facts.volumeMm3) : tr("none: it is not closed"));
    m_closed->setText(facts.solid() ? tr("yes") : tr("no: %1").arg(verdictSentence(facts)));
    const project::Provenance* made = object->provenance.get();
    m_source->setText(made ? QString::fromStdString(made->sourceName) : QString());
    m_source->setToolTip(made ? QString::fromStdString(made->sourcePath) : QString());
    m_how->setText(made ? QString::fromStdString(made->how) : QString());
    showCutout();
}

void FactsPanel::showCutout() {
    const auto made = m_workspace.current()->provenance;
    const bool known = made && made->picture && made->cutout;
    m_cutoutHead->setVisible(known);
    m_cutout->setVisible(known);
    if (!known || m_shownCutout == made->cutout.get()) return;
    m_shownCutout = made->cutout.get();
    const qreal ratio = devicePixelRatioF();
    QImage image = cutoutThumbnail(*made->picture, made->cutout->mask, kCutoutSize * ratio);
    image.setDevicePixelRatio(ratio);
    m_cutoutPicture->setPixmap(QPixmap::fromImage(image));
    m_cutoutText->setText(QString::fromStdString(made->cutout->explanation));
}

} // namespace orfeas::ui
