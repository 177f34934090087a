// What floats over the viewport: view modes, facts, stages, the invitation of an empty bed, the announcement of a drop.
// Painted into an image at device pixels, composited by the renderer, hit-tested here.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <QColor>
#include <QImage>
#include <QPointF>
#include <QRectF>
#include <QString>
#include <QStringList>

#include "render/scene/overlay_image.h"
#include "render/scene/scalar_field.h"
#include "ui/viewport/view_looks.h"

class QPainter;

namespace orfeas::ui {

/// What to show; plain data. Empty texts are left out.
struct OverlayContent {
    struct Stage {
        QString name;
        QString time;
    };
    struct Card {
        QString title;
        QImage picture;
    };
    struct Key {
        QColor colour;
        QString text;
    };
    ViewLooks looks;
    SectionRange sectionRange; ///< of the cut in the looks
    bool thickness = false;    ///< the map of wall thickness is on
    bool inviting = false;     ///< the bed is empty: invitation, cards, Open
    std::vector<Card> cards;   ///< sample pictures
    QString drop;              ///< "Make 3 objects" while something is dragged over the window
    QString factsTitle;        ///< "64.0 × 58.2 × 80.0 mm"
    QString facts;             ///< "148 212 triangles · closed · 71.4 cm³"
    std::vector<Stage> done;   ///< stages reached of the shape being made
    QString running;           ///< "Inflating"; empty: nothing is being made
    double fraction = 0.0;
    bool canKeep = false;  ///< there is a shape that could be the result
    QString measured;      ///< "X +12.0 mm" while something is dragged
    QStringList captions;  ///< of two views side by side, left and right
    std::vector<Key> keys; ///< what colours mean
    QString question;      ///< instead of the stages: "Looking at \"Flat base\""
    QStringList answers;   ///< buttons beside it, the first one foremost
    QString hint;
    std::shared_ptr<const render::ScalarField> legend; ///< of the map shown on an object, or none
    QString legendRest; ///< what it means where the map tells nothing; empty where it tells everything
};

enum class OverlayAction {
    Shade, ///< index: ShadingMode
    Thickness,
    SectionAxis, ///< index: the axis
    SectionSlide,
    SectionFlip,
    SectionDone,
    Keep,
    Cancel,
    Open,
    Sample, ///< index: which
    Answer, ///< index: which
};

struct OverlayHit {
    OverlayAction action{};
    int index = 0;
    QRectF rect; ///< logical pixels
    QString toolTip;
    bool slides = false; ///< follows the cursor while pressed
    bool operator==(const OverlayHit& other) const { return action == other.action && index == other.index; }
};

/// Lays out, paints and hit-tests. UI thread. Sizes are logical pixels except where said.
class OverlayLayer {
public:
    OverlayContent content;
    double divider = 0.5; ///< where two views meet, a share of the width

    /// Lays out anew and paints everything into one image of `size` times `pixelRatio` device pixels.
    std::shared_ptr<const render::OverlayImage> paint(QSize size, qreal pixelRatio);

    /// What would be pressed at a point, as painted last.
    std::optional<OverlayHit> hitAt(QPointF position) const;
    /// Whether a point lies on something opaque: such presses do not reach the scene.
    bool covers(QPointF position) const;
    const std::vector<OverlayHit>& hits() const { return m_hits; }

    /// The thing under the cursor; true when the picture changes by it.
    bool hover(std::optional<OverlayHit> hit);

private:
    void paintModes(QPainter& painter);
    void paintSection(QPainter& painter);
    void paintKeys(QPainter& painter);
    void paintMeasure(QPainter& painter);
    void paintSplit(QPainter& painter);
    void paintFacts(QPainter& painter);
    void paintLegend(QPainter& painter);
    void paintStages(QPainter& painter);
    void paintQuestion(QPainter& painter);
    void paintInvitation(QPainter& painter);
    void paintCard(QPainter& painter, const QRectF& rect, int index);
    void paintHint(QPainter& painter);
    void paintDrop(QPainter& painter);
    QRectF pill(QPainter& painter, const QRectF& rect);
    void button(QPainter& painter, const QRectF& rect, const QString& text, const OverlayHit& hit, bool on,
                bool primary = false);
    bool hovered(const OverlayHit& hit) const { return m_hovered && *m_hovered == hit; }

    QSizeF m_size;
    std::vector<OverlayHit> m_hits;
    std::vector<QRectF> m_covers;
    std::optional<OverlayHit> m_hovered;
};

} // namespace orfeas::ui
