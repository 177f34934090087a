// The History tab: variants, search, the graph of versions, the timeline; and while two versions are compared, what is
// different.
#pragma once

#include <vector>

#include <QWidget>

#include "core/history/object_id.h"

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QStackedLayout;

namespace orfeas::ui {

class ChoiceBox;
class HistoryLink;
class HistoryModel;
class TimelineBar;
class VersionActions;

class HistoryPanel : public QWidget {
    Q_OBJECT
public:
    HistoryPanel(HistoryLink& link, VersionActions& actions, QWidget* parent = nullptr);

    QListView* list() const { return m_list; }
    HistoryModel* model() const { return m_model; }
    QLineEdit* search() const { return m_search; }
    TimelineBar* timeline() const { return m_timeline; }

    /// Shows a page of somebody else's instead of the list (the comparison); null: the list again.
    void showPage(QWidget* page);
    void focusSearch();

signals:
    void lookAtNow();
    void saveRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* buildList();
    QWidget* buildHead();
    QWidget* buildButtons();
    void connectAll();
    void refresh();
    void fillVariants();
    std::vector<history::ObjectId> selected() const;

    HistoryLink& m_link;
    VersionActions& m_actions;
    HistoryModel* m_model;
    QStackedLayout* m_pages;
    ChoiceBox* m_variants;
    QLineEdit* m_search;
    QListView* m_list;
    QLabel* m_empty;
    QPushButton* m_restore = nullptr;
    QPushButton* m_compare = nullptr;
    QPushButton* m_branch = nullptr;
    TimelineBar* m_timeline;
};

} // namespace orfeas::ui
