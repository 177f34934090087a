// The head of a section or a dock: small capitals, and a note at the right.
#pragma once

#include <QFrame>

class QLabel;

namespace orfeas::ui {

class SectionHead : public QFrame {
    Q_OBJECT
public:
    explicit SectionHead(const QString& title, QWidget* parent = nullptr);
    void setNote(const QString& note);

private:
    QLabel* m_note;
};

} // namespace orfeas::ui
