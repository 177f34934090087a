// Handles: found where they are drawn, and dragged to where the cursor is.
#include "ui/viewport/gizmo.h"

#include <QTest>

#include <glm/geometric.hpp>
#include <glm/gtc/matrix_transform.hpp>

#include "ui/viewport/gizmo_shape.h"

using namespace orfeas;
using namespace orfeas::ui;

namespace {

GizmoView viewOf(render::Projection projection) {
    GizmoView view;
    view.camera.target = {10.0f, -5.0f, 20.0f};
    view.camera.projection = projection;
    view.viewport = {1200, 800};
    view.pixelRatio = 1.0f;
    return view;
}

glm::vec2 onScreen(const GizmoView& view, const glm::vec3& point) {
    return glm::vec2(view.camera.project(point, view.viewport));
}

bool near(const glm::vec3& a, const glm::vec3& b, float tolerance) {
    return glm::distance(a, b) <= tolerance;
}

const GizmoPlace kPlace{{14.0f, 3.0f, 12.0f}, glm::mat3(1.0f), true};

} // namespace

class GizmoTest : public QObject {
    Q_OBJECT

private slots:
    void handlesAreFoundWhereTheyAre() {
        for (const auto projection : {render::Projection::Perspective, render::Projection::Orthographic}) {
            const GizmoView view = viewOf(projection);
            const GizmoShape shape(ToolMode::Move, kPlace, view);
            for (const GizmoPart part : {GizmoPart::X, GizmoPart::Y, GizmoPart::Z}) {
                const auto shaft = shape.shaft(axisOf(part));
                const glm::vec2 middle = onScreen(view, glm::mix(shaft[0], shaft[1], 0.8f));
                QCOMPARE(gizmoPartAt(ToolMode::Move, kPlace, view, middle), part);
                QCOMPARE(gizmoPartAt(ToolMode::Scale, kPlace, view, middle), part);
                QCOMPARE(gizmoPartAt(ToolMode::Select, kPlace, view, middle), GizmoPart::None);
            }
            QCOMPARE(gizmoPartAt(ToolMode::Move, kPlace, view, onScreen(view, kPlace.centre)),
                     GizmoPart::Free);
            QCOMPARE(gizmoPartAt(ToolMode::Move, kPlace, view, {5.0f, 5.0f}), GizmoPart::None);
            QVERIFY(gizmoGeometry(ToolMode::Move, kPlace, view, GizmoPart::X)->triangles.size() > 20);
            QVERIFY(!gizmoGeometry(ToolMode::Select, kPlace, view, GizmoPart::None));
        }
    }

    void handlesKeepTheirSizeOnTheScreen() {
        for (const float distance : {60.0f, 320.0f, 2000.0f}) {
            GizmoView view = viewOf(render::Projection::Perspective);
            view.camera.distanceMm = distance;
            view.camera.target = kPlace.centre;
            const GizmoShape shape(ToolMode::Move, kPlace, view);
            const glm::vec3 across = kPlace.centre + shape.lengthMm() * view.camera.right();
            const float length = glm::distance(onScreen(view, across), onScreen(view, kPlace.centre));
            QVERIFY2(std::abs(length - 92.0f) < 1.0f, qPrintable(QString::number(length)));
        }
    }

    void anAxisFollowsTheCursor() {
        for (const auto projection : {render::Projection::Perspective, render::Projection::Orthographic}) {
            const GizmoView view = viewOf(projection);
            for (const GizmoPart part : {GizmoPart::X, GizmoPart::Y, GizmoPart::Z}) {
                glm::vec3 way(0.0f);
                way[axisOf(part)] = 17.0f;
                const GizmoDrag drag(ToolMode::Move, kPlace, view, part, onScreen(view, kPlace.centre));
                const GizmoChange change = drag.to(onScreen(view, kPlace.centre + way), {});
                QVERIFY(near(change.amount, way, 0.05f));
                QVERIFY(near(glm::vec3(change.matrix[3]), way, 0.05f));
                const GizmoChange snapped = drag.to(onScreen(view, kPlace.centre + 1.02f * way), {true});
                QCOMPARE(snapped.amount[axisOf(part)], std::round(snapped.amount[axisOf(part)]));
            }
        }
    }

    void aPlaneFollowsTheCursorAndItsNormalStays() {
        const GizmoView view = viewOf(render::Projection::Perspective);
        const GizmoDrag drag(ToolMode::Move, kPlace, view, GizmoPart::XY, onScreen(view, kPlace.centre));
        const glm::vec3 way(8.0f, -6.0f, 0.0f);
        const GizmoChange change = drag.to(onScreen(view, kPlace.centre + way), {});
        QVERIFY(near(change.amount, way, 0.05f));
        QCOMPARE(change.amount.z, 0.0f);
    }

    void aRingTurnsByTheAngleOfTheCursor() {
        const GizmoView view = viewOf(render::Projection::Perspective);
        const glm::vec3 radius(30.0f, 0.0f, 0.0f);
        const glm::mat4 turn = glm::rotate(glm::mat4(1.0f), glm::radians(40.0f), {0, 0, 1});
        const GizmoDrag drag(ToolMode::Rotate, kPlace, view, GizmoPart::Z,
                             onScreen(view, kPlace.centre + radius));
        const glm::vec2 to = onScreen(view, kPlace.centre + glm::vec3(turn * glm::vec4(radius, 0.0f)));
        const GizmoChange change = drag.to(to, {});
        QVERIFY(std::abs(change.amount.z - 40.0f) < 0.1f);
        const glm::vec4 centre(kPlace.centre, 1.0f);
        QVERIFY(near(glm::vec3(change.matrix * centre), kPlace.centre, 1e-3f)); // turns about itself
        QCOMPARE(drag.to(to, {true}).amount.z, 45.0f);
    }

    void scalingKeepsTheCentreAndNeverInverts() {
        const GizmoView view = viewOf(render::Projection::Orthographic);
        const GizmoShape shape(ToolMode::Scale, kPlace, view);
        const auto shaft = shape.shaft(0);
        const GizmoDrag drag(ToolMode::Scale, kPlace, view, GizmoPart::X, onScreen(view, shaft[1]));
        const glm::vec3 twice = kPlace.centre + 2.0f * (shaft[1] - kPlace.centre);
        const GizmoChange change = drag.to(onScreen(view, twice), {});
        QVERIFY(near(change.amount, {2.0f, 1.0f, 1.0f}, 0.01f));
        QVERIFY(near(glm::vec3(change.matrix * glm::vec4(kPlace.centre, 1.0f)), kPlace.centre, 1e-3f));
        const GizmoChange through = drag.to(onScreen(view, kPlace.centre - (shaft[1] - kPlace.centre)), {});
        QVERIFY(through.amount.x > 0.0f);
        const GizmoDrag free(ToolMode::Scale, kPlace, view, GizmoPart::Free, {400.0f, 400.0f});
        QVERIFY(near(free.to({500.0f, 400.0f}, {}).amount, glm::vec3(2.0f), 1e-4f));
    }

    void nothingIsEverNotANumber() {
        GizmoView view = viewOf(render::Projection::Perspective);
        view.camera.target = kPlace.centre;
        for (const auto standard :
             {render::StandardView::Front, render::StandardView::Top, render::StandardView::Right}) {
            view.camera.turnTo(standard);
            for (const ToolMode mode : {ToolMode::Move, ToolMode::Rotate, ToolMode::Scale}) {
                for (int part = 1; part <= 7; ++part) {
                    const GizmoDrag drag(mode, kPlace, view, static_cast<GizmoPart>(part), {600.0f, 400.0f});
                    const glm::mat4 m = drag.to({0.0f, 0.0f}, {}).matrix;
                    for (int column = 0; column < 4; ++column)
                        QVERIFY(std::isfinite(glm::dot(m[column], glm::vec4(1.0f))));
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(GizmoTest)
#include "gizmo_test.moc"
