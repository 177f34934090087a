#include "ui/panels/origin_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "ui/picture_convert.h"
#include "ui/widgets/fact_list.h"
#include "ui/widgets/section_head.h"
#include "ui/workspace.h"

namespace orfeas::ui {
namespace {
constexpr QSize kCutoutSize(88, 66);
} // namespace

OriginPanel::OriginPanel(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_head(new SectionHead(tr("Origin"), this)),
      m_facts(new FactList(this)), m_source(m_facts->add(tr("From"))), m_how(m_facts->add(tr("Made"))),
      m_cutoutHead(new SectionHead(tr("Cut-out"), this)), m_cutout(new QWidget(this)),
      m_cutoutPicture(new QLabel(m_cutout)), m_cutoutText(new QLabel(m_cutout)) {
    auto* row = new QHBoxLayout(m_cutout);
    row->setContentsMargins(14, 4, 14, 12);
    row->setSpacing(10);
    m_cutoutPicture->setFixedSize(kCutoutSize);
    m_cutoutPicture->setAlignment(Qt::AlignCenter);
    m_cutoutPicture->setAccessibleName(tr("What was cut out of the picture"));
    m_cutoutText->setObjectName("small");
    m_cutoutText->setWordWrap(true);
    m_cutoutText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(m_cutoutPicture, 0, Qt::AlignTop);
    row->addWidget(m_cutoutText, 1, Qt::AlignTop);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (QWidget* part : {static_cast<QWidget*>(m_head), static_cast<QWidget*>(m_facts),
                          static_cast<QWidget*>(m_cutoutHead), m_cutout}) {
        column->addWidget(part);
    }
    connect(&workspace, &Workspace::currentChanged, this, &OriginPanel::refresh);
    refresh();
}

void OriginPanel::refresh() {
    const project::ObjectPtr object = m_workspace.current();
    const project::Provenance* made = object ? object->provenance.get() : nullptr;
    setVisible(made != nullptr);
    if (!made) return;
    m_source->setText(QString::fromStdString(made->sourceName));
    m_source->setToolTip(QString::fromStdString(made->sourcePath));
    m_facts->setShown(m_how, !made->how.empty());
    m_how->setText(QString::fromStdString(made->how));
    showCutout();
}

void OriginPanel::showCutout() {
    const auto made = m_workspace.current()->provenance;
    const bool known = made->picture && made->cutout;
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
