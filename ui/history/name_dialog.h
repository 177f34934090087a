// Asks for a name: of a version, a variant, a tag.
#pragma once

#include <functional>

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace orfeas::ui {

/// Deletes itself when closed. `accepted` gets the name as it will be written.
class NameDialog : public QDialog {
    Q_OBJECT
public:
    struct Question {
        QString title;            ///< "New variant"
        QString sentence;         ///< what it is for
        QString name;             ///< to start from
        QString accept;           ///< "Make variant"
        bool asReference = false; ///< names of variants and tags: no spaces and the like
        bool mayBeEmpty = false;
    };
    NameDialog(const Question& question, QWidget* parent, std::function<void(const QString&)> accepted);

    QLineEdit* field() const { return m_field; }

private:
    void refresh();
    QString name() const;

    Question m_question;
    QLineEdit* m_field;
    QLabel* m_written;
    QPushButton* m_accept;
};

} // namespace orfeas::ui
