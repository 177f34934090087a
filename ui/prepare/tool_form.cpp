#include "ui/prepare/tool_form.h"

#include <cmath>

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/icon.h"
#include "ui/theme.h"
#include "ui/widgets/choice_box.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {

constexpr int kMargin = 14;
constexpr int kIndent = kMargin + 16 + 8;
constexpr int kNameWidth = 96;

} // namespace

ToolHead::ToolHead(const QString& name, const QString& summary, QWidget* parent)
    : QAbstractButton(parent), m_summary(summary) {
    setText(name);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setToolTip(summary);
    setAccessibleName(name);
    setAccessibleDescription(summary);
}

void ToolHead::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    if (underMouse() || isDown()) painter.fillRect(rect(), theme().hover);
    const QRectF mark(kMargin, (height() - 16) / 2.0, 16, 16);
    paintIcon(painter, isChecked() ? "chevron-down" : "chevron-right", mark, theme().dim);
    const QRectF name(kIndent, 0, kNameWidth, height());
    paintText(painter, name, text(), uiFont(13, isChecked() ? QFont::DemiBold : QFont::Normal), theme().text);
    const QRectF rest(kIndent + kNameWidth, 0, width() - kIndent - kNameWidth - kMargin, height());
    paintText(painter, rest, m_summary, uiFont(12), theme().faint);
    if (hasFocus()) paintFocus(painter, QRectF(rect()).adjusted(4, 2, -4, -2), 4);
}

ToolForm::ToolForm(const PrepareTool& tool, QWidget* parent)
    : QWidget(parent), m_tool(tool), m_head(new ToolHead(tool.name, tool.summary, this)) {
    m_body = makeBody();
    m_head->setObjectName(tool.id + "Head");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_body);
    m_body->hide();
    connect(m_head, &QAbstractButton::toggled, this, [this](bool open) {
        m_body->setVisible(open);
        if (open) emit opened();
    });
}

QWidget* ToolForm::makeField(const PrepareTool::Setting& setting, QWidget* parent) {
    if (setting.kind == PrepareTool::Kind::Choice) {
        auto* box = new ChoiceBox(parent);
        box->addItems(setting.choices);
        box->setCurrentIndex(static_cast<int>(setting.usual));
        return box;
    }
    if (setting.kind == PrepareTool::Kind::Text) {
        auto* line = new QLineEdit(parent);
        line->setMaxLength(200);
        line->setPlaceholderText(setting.help);
        connect(line, &QLineEdit::returnPressed, this, [this] { m_apply->click(); });
        return line;
    }
    const double step = setting.decimals == 0 ? 1.0 : std::pow(10.0, -std::min(setting.decimals, 1));
    auto* field = new NumberField(setting.least, setting.most, step, setting.decimals, setting.unit, parent);
    field->setValue(setting.usual);
    field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    return field;
}

QWidget* ToolForm::makeBody() {
    auto* body = new QWidget(this);
    auto* grid = new QGridLayout(body);
    grid->setContentsMargins(kIndent, 4, kMargin, 12);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(8);
    grid->setColumnMinimumWidth(0, kNameWidth - 10);
    grid->setColumnStretch(1, 1);
    auto* summary = new QLabel(m_tool.summary, body);
    summary->setObjectName("small");
    summary->setWordWrap(true);
    grid->addWidget(summary, 0, 0, 1, 2);
    int row = 1;
    for (const PrepareTool::Setting& setting : m_tool.settings) {
        auto* label = new QLabel(setting.name, body);
        QWidget* field = makeField(setting, body);
        const QString unit = setting.unit.isEmpty() ? QString() : tr(" (in %1)").arg(setting.unit);
        label->setObjectName("dim");
        label->setToolTip(setting.help + unit);
        label->setBuddy(field);
        field->setToolTip(setting.help + unit);
        field->setAccessibleName(m_tool.name + ": " + setting.name);
        grid->addWidget(label, row, 0);
        grid->addWidget(field, row++, 1);
        m_fields.push_back(field);
    }
    m_apply = new QPushButton(m_tool.apply, body);
    m_apply->setObjectName(m_tool.id);
    m_apply->setAccessibleName(m_tool.name);
    grid->addWidget(m_apply, row, 1);
    connect(m_apply, &QPushButton::clicked, this, &ToolForm::applied);
    return body;
}

void ToolForm::setOpen(bool open) {
    m_head->setChecked(open);
}

void ToolForm::setUsable(bool usable, const QString& why) {
    m_apply->setEnabled(usable);
    m_apply->setToolTip(usable ? m_tool.summary : why);
}

std::vector<double> ToolForm::values() const {
    std::vector<double> out;
    for (QWidget* field : m_fields) {
        const auto* number = qobject_cast<QDoubleSpinBox*>(field);
        const auto* choice = qobject_cast<QComboBox*>(field);
        out.push_back(number ? number->value() : choice ? double(choice->currentIndex()) : 0.0);
    }
    return out;
}

std::string ToolForm::text() const {
    for (QWidget* field : m_fields) {
        if (const auto* line = qobject_cast<QLineEdit*>(field)) return line->text().trimmed().toStdString();
    }
    return {};
}

void ToolForm::setValue(std::size_t setting, double value) {
    if (auto* number = qobject_cast<QDoubleSpinBox*>(m_fields.at(setting))) number->setValue(value);
    if (auto* choice = qobject_cast<QComboBox*>(m_fields.at(setting)))
        choice->setCurrentIndex(static_cast<int>(value));
}

} // namespace orfeas::ui
