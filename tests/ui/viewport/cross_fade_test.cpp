#include "ui/viewport/cross_fade.h"

#include <QTest>

#include "tests/support/shapes.h"

using namespace orfeas;
using namespace orfeas::ui;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<render::RenderScene> sceneOf(std::size_t objects) {
    auto scene = std::make_shared<render::RenderScene>();
    scene->objects.resize(objects);
    for (std::size_t i = 0; i < objects; ++i) {
        scene->objects[i].id = i + 1;
        scene->objects[i].mesh = std::make_shared<const mesh::Mesh>(test::cube());
    }
    return scene;
}

const CrossFade::Time kStart{};

} // namespace

class CrossFadeTest : public QObject {
    Q_OBJECT

private slots:
    void theOldShapeFadesOverTheNewOne() {
        const auto before = sceneOf(2);
        auto now = std::make_shared<render::RenderScene>(*before);
        now->objects[1].mesh = std::make_shared<const mesh::Mesh>(test::cube(20.0f));
        CrossFade fade;
        QCOMPARE(fade.applied(now, kStart), now); // nothing has changed yet
        fade.change(*before, *now, kStart);
        float last = 1.1f;
        for (const auto after : {0ms, 60ms, 120ms, 170ms}) {
            const auto shown = fade.applied(now, kStart + after);
            QCOMPARE(shown->objects.size(), 3u);
            QCOMPARE(shown->objects[1].mesh, now->objects[1].mesh);
            QCOMPARE(shown->objects[1].opacity, 1.0f);
            QCOMPARE(shown->objects[2].mesh, before->objects[1].mesh);
            QCOMPARE(shown->objects[2].id, 2u | CrossFade::kLeaving);
            QVERIFY(shown->objects[2].opacity < last);
            last = shown->objects[2].opacity;
        }
        QVERIFY(!fade.active(kStart + CrossFade::kDuration));
        QCOMPARE(fade.applied(now, kStart + CrossFade::kDuration), now);
    }

    void whatChangesAgainBeforeItHasFadedJustGrows() {
        auto scene = sceneOf(1);
        CrossFade fade;
        for (int i = 0; i < 5; ++i) {
            auto next = std::make_shared<render::RenderScene>(*scene);
            next->objects[0].mesh = std::make_shared<const mesh::Mesh>(test::cube());
            fade.change(*scene, *next, kStart + i * 10ms);
            scene = next;
        }
        QVERIFY(!fade.active(kStart + 50ms));
        QCOMPARE(fade.applied(scene, kStart + 50ms), scene);
        // After a pause it fades again.
        auto next = std::make_shared<render::RenderScene>(*scene);
        next->objects[0].mesh = std::make_shared<const mesh::Mesh>(test::cube());
        fade.change(*scene, *next, kStart + 40ms + CrossFade::kDuration);
        QCOMPARE(fade.applied(next, kStart + 60ms + CrossFade::kDuration)->objects.size(), 2u);
    }

    void whatMovesOrComesDoesNotFade() {
        const auto before = sceneOf(1);
        auto now = sceneOf(2);
        now->objects[0] = before->objects[0];
        now->objects[0].transform[3].x = 5.0f;
        CrossFade fade;
        fade.change(*before, *now, kStart);
        QVERIFY(!fade.active(kStart));
    }

    void manyObjectsAreNotLookedThrough() {
        const auto before = sceneOf(CrossFade::kMostObjects + 1), now = sceneOf(CrossFade::kMostObjects + 1);
        CrossFade fade;
        fade.change(*before, *now, kStart);
        QVERIFY(!fade.active(kStart));
    }
};

QTEST_APPLESS_MAIN(CrossFadeTest)
#include "cross_fade_test.moc"
