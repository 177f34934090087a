#include "ui/viewport/overlay_layer.h"

#include <algorithm>

#include <QApplication>
#include <QTest>

#include "ui/theme.h"

using namespace orfeas::ui;

namespace {

std::optional<OverlayHit> find(const OverlayLayer& layer, OverlayAction action) {
    for (const OverlayHit& hit : layer.hits()) {
        if (hit.action == action) return hit;
    }
    return std::nullopt;
}

std::optional<OverlayHit> wire(const OverlayLayer& layer) {
    for (const OverlayHit& hit : layer.hits()) {
        if (hit.action == OverlayAction::Shade && hit.index == static_cast<int>(ShadingMode::Wire))
            return hit;
    }
    return std::nullopt;
}

bool blank(const orfeas::render::OverlayImage& image) {
    return std::all_of(image.pixels.begin(), image.pixels.end(), [](std::uint8_t byte) { return byte == 0; });
}

} // namespace

class OverlayLayerTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*static_cast<QApplication*>(QCoreApplication::instance()), "dark"); }

    void theImageHasDevicePixels() {
        OverlayLayer layer;
        const auto image = layer.paint({800, 600}, 2.0);
        QCOMPARE(image->width, 1600);
        QCOMPARE(image->height, 1200);
        QCOMPARE(image->pixels.size(), std::size_t{4} * 1600 * 1200);
        QVERIFY(!blank(*image));
    }

    void whatIsPaintedCanBePressed() {
        OverlayLayer layer;
        layer.content.inviting = true;
        layer.content.cards = {{"Owl", {}}, {"Logo", {}}, {"Scene", {}}};
        layer.paint({800, 600}, 1.0);
        for (const OverlayHit& hit : layer.hits()) {
            const auto found = layer.hitAt(hit.rect.center());
            QVERIFY(found && *found == hit);
            QVERIFY(QRectF(0, 0, 800, 600).contains(hit.rect));
            QVERIFY(!hit.toolTip.isEmpty());
        }
        QVERIFY(find(layer, OverlayAction::Open));
        QVERIFY(wire(layer));
        QCOMPARE(std::count_if(layer.hits().begin(), layer.hits().end(),
                               [](const OverlayHit& hit) { return hit.action == OverlayAction::Sample; }),
                 3);
        QVERIFY(!layer.hitAt({790, 590}));
        QVERIFY(!layer.covers({790, 590}));
    }

    void cancelIsThereWhileSomethingIsMade() {
        OverlayLayer layer;
        layer.paint({800, 600}, 1.0);
        QVERIFY(!find(layer, OverlayAction::Cancel));
        layer.content.running = "Inflating";
        for (int stage = 0; stage < 12; ++stage)
            layer.content.done.push_back({"A stage of some length", "0.1 s"});
        layer.paint({420, 300}, 1.0);
        const auto cancel = find(layer, OverlayAction::Cancel);
        QVERIFY(cancel);
        QVERIFY(QRectF(0, 0, 420, 300).contains(cancel->rect)); // old stages gave way
    }

    void whatIsThereCanBeKept() {
        OverlayLayer layer;
        layer.content.running = "Refining";
        layer.paint({800, 600}, 1.0);
        QVERIFY(!find(layer, OverlayAction::Keep)); // there is no shape yet
        layer.content.canKeep = true;
        layer.paint({800, 600}, 1.0);
        QVERIFY(find(layer, OverlayAction::Keep));
        QVERIFY(!find(layer, OverlayAction::Keep)->rect.intersects(find(layer, OverlayAction::Cancel)->rect));
    }

    void aSectionHasItsHandles() {
        OverlayLayer layer;
        layer.paint({800, 600}, 1.0);
        QVERIFY(!find(layer, OverlayAction::SectionSlide));
        layer.content.looks.section = SectionCut{2, false, 20.0f};
        layer.content.sectionRange = {0.0f, 80.0f};
        for (const QSize size : {QSize(800, 600), QSize(432, 520)}) {
            layer.paint(size, 1.0);
            for (const OverlayAction action : {OverlayAction::SectionAxis, OverlayAction::SectionSlide,
                                               OverlayAction::SectionFlip, OverlayAction::SectionDone}) {
                QVERIFY(find(layer, action));
                QVERIFY(QRectF(QPointF(), size).contains(find(layer, action)->rect));
            }
            QVERIFY(find(layer, OverlayAction::SectionSlide)->slides);
        }
    }

    void nothingOverlapsInASmallViewport() {
        OverlayLayer layer;
        layer.content.inviting = true;
        layer.content.cards = {{"Owl", {}}, {"Logo", {}}, {"Scene", {}}};
        layer.paint({432, 520}, 1.0); // what is left of a window of 1024 by 640
        for (std::size_t a = 0; a < layer.hits().size(); ++a) {
            QVERIFY(QRectF(0, 0, 432, 520).contains(layer.hits()[a].rect));
            for (std::size_t b = a + 1; b < layer.hits().size(); ++b) {
                QVERIFY(!layer.hits()[a].rect.intersects(layer.hits()[b].rect));
            }
        }
    }

    void aDropSilencesTheRest() {
        OverlayLayer layer;
        layer.content.drop = "Make 3 objects";
        const auto image = layer.paint({800, 600}, 1.0);
        QVERIFY(!blank(*image));
        QVERIFY(layer.hits().empty());
    }

    void hoveringTellsWhetherToPaintAgain() {
        OverlayLayer layer;
        layer.paint({800, 600}, 1.0);
        QVERIFY(wire(layer));
        QVERIFY(layer.hover(wire(layer)));
        QVERIFY(!layer.hover(wire(layer)));
        QVERIFY(layer.hover(std::nullopt));
    }
};

QTEST_MAIN(OverlayLayerTest)
#include "overlay_layer_test.moc"
