// One tool in the panel: a head that opens, settings, a button.
#pragma once

#include <functional>
#include <vector>

#include <QAbstractButton>

#include "ui/prepare/prepare_tool.h"

class QPushButton;

namespace orfeas::ui {

/// The head: name and what it does on one line; pressing it opens and closes.
class ToolHead : public QAbstractButton {
    Q_OBJECT
public:
    ToolHead(const QString& name, const QString& summary, QWidget* parent = nullptr);

    QSize sizeHint() const override { return {200, 32}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void enterEvent(QEnterEvent*) override { update(); }
    void leaveEvent(QEvent*) override { update(); }

private:
    QString m_summary;
};

/// Settings keep what was typed while closed. UI thread.
class ToolForm : public QWidget {
    Q_OBJECT
public:
    explicit ToolForm(const PrepareTool& tool, QWidget* parent = nullptr);

    const PrepareTool& tool() const { return m_tool; }
    bool isOpen() const { return m_head->isChecked(); }
    void setOpen(bool open);
    /// Whether it may be run now; `why` says why not, as the button's tooltip.
    void setUsable(bool usable, const QString& why);
    std::vector<double> values() const;
    std::string text() const;
    void setValue(std::size_t setting, double value);

signals:
    void opened();
    void applied();

private:
    QWidget* makeBody();
    QWidget* makeField(const PrepareTool::Setting& setting, QWidget* parent);

    const PrepareTool& m_tool;
    ToolHead* m_head;
    QWidget* m_body = nullptr;
    QPushButton* m_apply = nullptr;
    std::vector<QWidget*> m_fields; ///< in the order of the settings
};

} // namespace orfeas::ui
