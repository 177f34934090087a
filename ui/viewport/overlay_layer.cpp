#include "ui/viewport/overlay_layer.h"

#include <algorithm>

#include "ui/icon.h"
#include "ui/viewport/overlay_style.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {
namespace {
const QColor kSilent(99, 102, 106); ///< as in mesh.frag, where a map tells nothing
} // namespace

std::shared_ptr<const render::OverlayImage> OverlayLayer::paint(QSize size, qreal pixelRatio) {
    auto image = std::make_shared<render::OverlayImage>();
    image->width = static_cast<int>(size.width() * pixelRatio + 0.5);
    image->height = static_cast<int>(size.height() * pixelRatio + 0.5);
    image->order = render::PixelOrder::Bgra;
    image->pixels.assign(4 * static_cast<std::size_t>(image->width) * static_cast<std::size_t>(image->height),
                         0);
    m_hits.clear();
    m_covers.clear();
    m_size = size;
    if (image->empty()) return image;
    QImage canvas(image->pixels.data(), image->width, image->height, 4 * static_cast<qsizetype>(image->width),
                  QImage::Format_ARGB32_Premultiplied);
    canvas.setDevicePixelRatio(pixelRatio);
    QPainter painter(&canvas);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing |
                           QPainter::SmoothPixmapTransform);
    if (!content.drop.isEmpty()) {
        paintDrop(painter);
        return image;
    }
    if (content.inviting && content.question.isEmpty()) paintInvitation(painter);
    paintSplit(painter);
    paintModes(painter);
    paintSection(painter);
    paintFacts(painter);
    paintLegend(painter);
    paintKeys(painter);
    paintMeasure(painter);
    content.question.isEmpty() ? paintStages(painter) : paintQuestion(painter);
    paintHint(painter);
    return image;
}

std::optional<OverlayHit> OverlayLayer::hitAt(QPointF position) const {
    for (const OverlayHit& hit : m_hits) {
        if (hit.rect.contains(position)) return hit;
    }
    return std::nullopt;
}

bool OverlayLayer::covers(QPointF position) const {
    return std::any_of(m_covers.begin(), m_covers.end(),
                       [&](const QRectF& rect) { return rect.contains(position); });
}

bool OverlayLayer::hover(std::optional<OverlayHit> hit) {
    const bool changes = hit.has_value() != m_hovered.has_value() || (hit && !(*hit == *m_hovered));
    m_hovered = std::move(hit);
    return changes;
}

QRectF OverlayLayer::pill(QPainter& painter, const QRectF& rect) {
    paintPanel(painter, rect, theme().pill, theme().pillLine, kPillRadius);
    m_covers.push_back(rect);
    return rect;
}

void OverlayLayer::button(QPainter& painter, const QRectF& rect, const QString& text, const OverlayHit& hit,
                          bool on, bool primary) {
    OverlayHit placed = hit;
    placed.rect = rect;
    m_hits.push_back(placed);
    const bool under = hovered(hit);
    if (primary) {
        paintPanel(painter, rect, under ? theme().accentHover : theme().accent);
    } else if (on || under) {
        paintPanel(painter, rect, on ? theme().raised : theme().hover);
    }
    const QColor ink = primary ? theme().accentInk : on || under ? theme().text : theme().dim;
    const QFont font = uiFont(13, primary ? QFont::DemiBold : on ? QFont::Medium : QFont::Normal);
    paintText(painter, rect, text, font, ink, Qt::AlignCenter);
}

void OverlayLayer::paintModes(QPainter& painter) {
    struct Mode {
        std::optional<ShadingMode> mode; ///< none: the map of wall thickness
        QString name;
        QString toolTip;
    };
    std::vector<Mode> modes = {
        {ShadingMode::Smooth, translated("Shaded"), translated("Smooth shading (Z)")},
        {ShadingMode::Wire, translated("Wire"), translated("The triangles' edges (W)")},
        {ShadingMode::Xray, translated("X-ray"), translated("Look through everything (Alt+Z)")},
        {std::nullopt, translated("Thickness"),
         translated("Colours tell how thick the walls are, in mm (T)")},
        {ShadingMode::Overhang, translated("Overhang"),
         translated("Colours tell what leans out more than 45° and would be printed on air (O)")},
    };
    const std::pair<ShadingMode, QString> others[] = {{ShadingMode::Flat, translated("Flat")},
                                                      {ShadingMode::Matcap, translated("Polished")},
                                                      {ShadingMode::Normals, translated("Normals")}};
    for (const auto& [mode, name] : others)
        if (content.looks.shading == mode) modes.push_back({mode, name, translated("Back to shaded")});
    qreal width = 16.0 - 4.0;
    for (const Mode& mode : modes)
        width += widthOf(mode.name, uiFont(13, QFont::Medium)) + 24.0;
    const QRectF box = pill(painter, {kEdge, kEdge, width, kButton + 12.0});
    qreal x = box.left() + 8.0;
    for (const Mode& mode : modes) {
        const qreal wide = widthOf(mode.name, uiFont(13, QFont::Medium)) + 20.0;
        const bool on = mode.mode ? content.looks.shading == *mode.mode : content.thickness;
        OverlayHit hit{OverlayAction::Thickness, 0, {}, mode.toolTip};
        if (mode.mode) hit = {OverlayAction::Shade, static_cast<int>(*mode.mode), {}, mode.toolTip};
        button(painter, {x, box.top() + 6.0, wide, kButton}, mode.name, hit, on);
        x += wide + 4.0;
    }
}

// Under the modes: which axis is cut across, which side goes, where.
void OverlayLayer::paintSection(QPainter& painter) {
    if (!content.looks.section) return;
    const SectionCut& cut = *content.looks.section;
    const QFont font = uiFont(13, QFont::Medium);
    const QString flip = translated("Flip"), close = translated("Done");
    const QString value = QString::number(static_cast<double>(cut.offsetMm), 'f', 1) + " mm";
    constexpr qreal kAxis = 26.0;
    const qreal valueWidth = widthOf("-100.0 mm", uiFont(12));
    const qreal flipWidth = widthOf(flip, font) + 20.0, closeWidth = widthOf(close, font) + 20.0;
    const qreal rest = 48.0 + 3 * (kAxis + 4.0) + valueWidth + flipWidth + closeWidth;
    const qreal slideWidth = std::clamp(m_size.width() - 2.0 * kEdge - rest, 30.0, 120.0);
    const qreal width = rest + slideWidth;
    const QRectF box = pill(painter, {kEdge, kEdge + 44.0, width, kButton + 12.0});
    const qreal y = box.top() + 6.0;
    qreal x = box.left() + 8.0;
    static constexpr const char* kAxes[] = {"X", "Y", "Z"};
    for (int axis = 0; axis < 3; ++axis) {
        button(painter, {x, y, kAxis, kButton}, kAxes[axis],
               {OverlayAction::SectionAxis, axis, {}, translated("Cut across %1").arg(kAxes[axis])},
               cut.axis == axis);
        x += kAxis + 4.0;
    }
    x += 6.0;
    const QRectF slide(x, y, slideWidth, kButton);
    m_hits.push_back({OverlayAction::SectionSlide, 0, slide,
                      translated("Where the cut lies, in mm; drag, or Ctrl+Up and Ctrl+Down"), true});
    const QRectF line(slide.left(), slide.center().y() - 2.0, slide.width(), 4.0);
    paintPanel(painter, line, theme().line, {}, 2.0);
    const qreal share = static_cast<qreal>(content.sectionRange.shareOf(cut.offsetMm));
    paintPanel(painter, {line.left(), line.top(), line.width() * share, 4.0}, theme().accent, {}, 2.0);
    paintPanel(painter, {line.left() + line.width() * share - 6.0, line.center().y() - 6.0, 12.0, 12.0},
               theme().text, {}, 6.0);
    x += slideWidth + 10.0;
    paintText(painter, {x, y, valueWidth, kButton}, value, uiFont(12), theme().text,
              Qt::AlignRight | Qt::AlignVCenter);
    x += valueWidth + 6.0;
    button(painter, {x, y, flipWidth, kButton}, flip,
           {OverlayAction::SectionFlip, 0, {}, translated("Take the other side away")}, cut.flipped);
    x += flipWidth + 4.0;
    button(painter, {x, y, closeWidth, kButton}, close,
           {OverlayAction::SectionDone, 0, {}, translated("Show everything again (C)")}, false);
}

// What colours mean that have no scale.
void OverlayLayer::paintKeys(QPainter& painter) {
    if (content.keys.empty() || content.legend) return;
    const QFont small = uiFont(12);
    qreal width = 20.0;
    for (const OverlayContent::Key& key : content.keys)
        width += 18.0 + widthOf(key.text, small) + 12.0;
    const qreal top = kEdge + (content.factsTitle.isEmpty() ? 44.0 : 104.0);
    const QRectF box = pill(painter, {m_size.width() - width - kEdge + 12.0 - 12.0, top, width, 30.0});
    qreal x = box.left() + 10.0;
    for (const OverlayContent::Key& key : content.keys) {
        paintPanel(painter, {x, box.center().y() - 5.0, 10.0, 10.0}, key.colour, {}, 2.0);
        const qreal wide = widthOf(key.text, small);
        paintText(painter, {x + 18.0, box.top(), wide + 2.0, box.height()}, key.text, small, theme().text);
        x += 18.0 + wide + 12.0;
    }
}

// How far what is dragged has come.
void OverlayLayer::paintMeasure(QPainter& painter) {
    if (content.measured.isEmpty()) return;
    const QFont font = uiFont(14, QFont::DemiBold);
    const qreal width = widthOf(content.measured, font) + 32.0;
    const QRectF box = pill(painter, {(m_size.width() - width) / 2.0, kEdge + 92.0, width, 36.0});
    paintText(painter, box, content.measured, font, theme().text, Qt::AlignCenter);
}

// Two views: a line between them and what each shows.
void OverlayLayer::paintSplit(QPainter& painter) {
    if (content.captions.size() != 2) return;
    const qreal middle = m_size.width() * divider;
    painter.fillRect(QRectF(middle - 0.5, 0.0, 1.0, m_size.height()), theme().line);
    const QFont font = uiFont(12, QFont::Medium);
    for (int side = 0; side < 2; ++side) {
        const QString& text = content.captions[side];
        const qreal left = side == 0 ? 0.0 : middle;
        const qreal room = side == 0 ? middle : m_size.width() - middle;
        const qreal width = std::min(widthOf(text, font) + 24.0, room - 2.0 * kEdge);
        if (width <= 0.0) continue;
        const QRectF box = pill(painter, {left + (room - width) / 2.0, m_size.height() - 76.0, width, 26.0});
        paintText(painter, box, text, font, theme().dim, Qt::AlignCenter);
    }
}

void OverlayLayer::paintFacts(QPainter& painter) {
    if (content.factsTitle.isEmpty()) return;
    const QFont title = uiFont(13, QFont::Medium);
    const QFont line = uiFont(12);
    const qreal wanted = std::max(widthOf(content.factsTitle, title), widthOf(content.facts, line)) + 22.0;
    const qreal width = std::min(wanted, m_size.width() - 2.0 * kEdge);
    const bool beside = m_size.width() - width - kEdge > 430.0; // else it would lie on the view modes
    const QRectF box =
        pill(painter, {m_size.width() - width - kEdge, beside ? kEdge : kEdge + 44.0, width, 50.0});
    const QRectF inner = box.adjusted(10.0, 6.0, -10.0, -6.0);
    paintText(painter, {inner.left(), inner.top(), inner.width(), 20.0}, content.factsTitle, title,
              theme().text, Qt::AlignRight | Qt::AlignVCenter);
    paintText(painter, {inner.left(), inner.top() + 20.0, inner.width(), 18.0}, content.facts, line,
              theme().dim, Qt::AlignRight | Qt::AlignVCenter);
}

// Below the facts: the map's colours from left to right, what they mean under it.
void OverlayLayer::paintLegend(QPainter& painter) {
    if (!content.legend) return;
    const render::ScalarField& field = *content.legend;
    const QFont small = uiFont(12);
    const QString title = QString::fromStdString(field.title);
    const bool hasScale = !field.unit.empty(); // without: one place is lit, and there is nothing to read off
    const QString unknown = hasScale ? content.legendRest : QString();
    const qreal width = std::max(hasScale ? 190.0 : 60.0, widthOf(title, small) + 44.0);
    const qreal top = kEdge + (content.factsTitle.isEmpty() ? 44.0 : 104.0);
    const qreal height = hasScale ? (unknown.isEmpty() ? 58.0 : 80.0) : 30.0;
    const QRectF box = pill(painter, {m_size.width() - width - kEdge, top, width, height});
    const QRectF inner = box.adjusted(10.0, 6.0, -10.0, -6.0);
    const auto colour = [&](float t) {
        const glm::vec3 c = render::colourAt(field.map, field.reversed ? 1.0f - t : t);
        return QColor::fromRgbF(c.r, c.g, c.b);
    };
    if (!hasScale) {
        painter.fillRect(QRectF(inner.left(), inner.center().y() - 5.0, 10.0, 10.0), colour(0.5f));
        paintText(painter, inner.adjusted(18.0, 0, 0, 0), title, small, theme().text);
        return;
    }
    paintText(painter, {inner.left(), inner.top(), inner.width(), 16.0}, title, small, theme().text);
    const QRectF bar(inner.left(), inner.top() + 20.0, inner.width(), 8.0);
    constexpr int kSteps = 60;
    for (int i = 0; i < kSteps; ++i) {
        const qreal step = bar.width() / kSteps;
        painter.fillRect(QRectF(bar.left() + i * step, bar.top(), step + 0.5, bar.height()),
                         colour((static_cast<float>(i) + 0.5f) / kSteps));
    }
    const QString unit = " " + QString::fromStdString(field.unit);
    const bool isVerdict = field.map == render::ColourMap::Verdict;
    const QString low = (isVerdict ? QString("< ") : QString()) + QString::number(double(field.lower)) + unit;
    const QString high =
        (isVerdict ? QString("≥ ") : QString()) + QString::number(double(field.upper)) + unit;
    const QRectF labels(inner.left(), bar.bottom() + 2.0, inner.width(), 16.0);
    paintText(painter, labels, low, small, theme().dim);
    paintText(painter, labels, high, small, theme().dim, Qt::AlignRight | Qt::AlignVCenter);
    if (unknown.isEmpty()) return;
    const QRectF last(inner.left(), labels.bottom() + 4.0, inner.width(), 16.0);
    painter.fillRect(QRectF(last.left(), last.center().y() - 5.0, 10.0, 10.0), kSilent);
    paintText(painter, last.adjusted(18.0, 0, 0, 0), unknown, small, theme().dim);
}

} // namespace orfeas::ui
