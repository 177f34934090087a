#include "ui/widgets/section_head.h"

#include <QHBoxLayout>
#include <QLabel>

namespace orfeas::ui {

SectionHead::SectionHead(const QString& title, QWidget* parent) : QFrame(parent), m_note(new QLabel(this)) {
    setObjectName("sectionHead");
    auto* label = new QLabel(title.toUpper(), this);
    label->setObjectName("sectionTitle");
    QFont font = label->font();
    font.setPixelSize(11);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.6);
    label->setFont(font);
    label->setAccessibleName(title);
    m_note->setObjectName("sectionNote");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 12, 14, 6);
    row->addWidget(label);
    row->addStretch();
    row->addWidget(m_note);
}

void SectionHead::setNote(const QString& note) {
    m_note->setText(note);
}

} // namespace orfeas::ui
