#include "ui/history/comparison_delegate.h"

#include "core/project/compare.h"
#include "ui/icon.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {

constexpr int kRow = 44;
constexpr int kMargin = 14;

using Kind = project::ObjectComparison::Kind;

struct Look {
    const char* icon;
    QColor ink;
};

Look lookOf(Kind kind) {
    switch (kind) {
    case Kind::Added:
        return {"new", theme().ok};
    case Kind::Removed:
        return {"trash", theme().failure};
    case Kind::Changed:
        return {"compare", theme().info};
    case Kind::Same:
        break;
    }
    return {"check", theme().faint};
}

} // namespace

QSize ComparisonDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {200, kRow};
}

void ComparisonDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                               const QModelIndex& index) const {
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    if (selected || (option.state & QStyle::State_MouseOver))
        painter->fillRect(option.rect, selected ? theme().raised : theme().hover);
    const QRectF rect = QRectF(option.rect).adjusted(kMargin, 4.0, -kMargin, -4.0);
    const auto kind = static_cast<Kind>(index.data(KindRole).toInt());
    const Look look = lookOf(kind);
    paintIcon(*painter, look.icon, QRectF(rect.left(), rect.center().y() - 8.0, 16.0, 16.0), look.ink);
    const QRectF words = rect.adjusted(26.0, 0.0, 0.0, 0.0);
    paintText(*painter, QRectF(words.left(), words.top(), words.width(), 18.0), index.data().toString(),
              uiFont(13, QFont::Medium), kind == Kind::Same ? theme().dim : theme().text);
    paintText(*painter, QRectF(words.left(), words.top() + 18.0, words.width(), 18.0),
              index.data(TextRole).toString(), uiFont(12), theme().dim);
    painter->restore();
}

} // namespace orfeas::ui
