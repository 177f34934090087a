#include "ui/viewport/picker.h"

#include <QTest>

#include <glm/gtc/matrix_transform.hpp>

#include "tests/support/shapes.h"

using namespace orfeas;
using namespace orfeas::ui;

namespace {

render::SceneObject placed(std::uint64_t id, glm::vec3 at, float scale = 1.0f) {
    render::SceneObject object;
    object.id = id;
    object.mesh = std::make_shared<const mesh::Mesh>(test::sphere(10.0f, 24));
    object.transform = glm::scale(glm::translate(glm::mat4(1.0f), at), glm::vec3(scale));
    return object;
}

} // namespace

class PickerTest : public QObject {
    Q_OBJECT

private slots:
    void theNearestObjectIsFound() {
        render::RenderScene scene;
        scene.objects = {placed(1, {0, 50, 0}, 2.0f), placed(2, {0, 0, 0}), placed(3, {40, 0, 0})};
        const render::Ray ray{{0, -100, 0}, {0, 1, 0}};
        QCOMPARE(pickObject(ray, scene).value_or(0), std::uint64_t{2});
        const render::Ray back{{0, 200, 0}, {0, -1, 0}};
        QCOMPARE(pickObject(back, scene).value_or(0), std::uint64_t{1});
        const render::Ray right{{40, -100, 0}, {0, 1, 0}};
        QCOMPARE(pickObject(right, scene).value_or(0), std::uint64_t{3});
    }

    void trianglesCountAndBoxesDoNot() {
        render::RenderScene scene;
        scene.objects = {placed(1, {0, 0, 0})};
        const render::Ray corner{{9.5f, -100.0f, 9.5f}, {0, 1, 0}}; // in the box, past the sphere
        QVERIFY(!pickObject(corner, scene));
        const render::Ray behind{{0, 100, 0}, {0, 1, 0}};
        QVERIFY(!pickObject(behind, scene));
    }

    void anEmptySceneHasNothing() { QVERIFY(!pickObject({}, {})); }
};

QTEST_MAIN(PickerTest)
#include "picker_test.moc"
