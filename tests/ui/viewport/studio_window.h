// The whole window with a scene in it, for tests of the viewport.
#pragma once

#include <memory>

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include "core/mesh/mesh_facts.h"
#include "tests/support/shapes.h"
#include "tests/support/temporary_folder.h"
#include "ui/main_window.h"
#include "ui/theme.h"
#include "ui/viewport/manipulator.h"
#include "ui/viewport/viewport_pane.h"
#include "ui/viewport/viewport_window.h"

namespace orfeas::test {

inline constexpr int kPatienceMs = 120'000;

/// Shown and drawn once; ends with the test.
class StudioWindow {
public:
    StudioWindow() {
        // Unsaved work comes back when Studio starts again: every test begins as a user who never ran it.
        qputenv("XDG_DATA_HOME", QByteArray::fromStdString((m_folder / "data").string()));
        m_window = std::make_unique<ui::MainWindow>();
        QSignalSpy painted(m_window.get(), &ui::MainWindow::firstPainted);
        m_window->show();
        painted.wait(kPatienceMs);
        m_window->start({});
        m_window->activateWindow();
    }
    /// After `QTRY_VERIFY(studio.ready())` there is a picture.
    bool ready() {
        if (!m_frames && m_window->viewport().window3d())
            m_frames = std::make_unique<QSignalSpy>(&m_window->viewport(), &ui::ViewportPane::frameDrawn);
        return m_frames && !m_frames->isEmpty();
    }
    qsizetype frames() const { return m_frames->size(); }
    render::FrameStatistics lastFrame() const {
        return m_frames->last().first().value<render::FrameStatistics>();
    }

    ui::MainWindow& window() { return *m_window; }
    ui::Workspace& workspace() { return m_window->workspace(); }
    ui::ViewportPane& pane() { return m_window->viewport(); }
    ui::ViewportWindow& view() { return *m_window->viewport().window3d(); }
    void trigger(ui::CommandId id) { m_window->commands().action(id)->trigger(); }
    int count() { return workspace().objects()->objectCount(); }

    /// `count` balls and cubes of `shapes` shapes in rows on the bed, 12 mm apart.
    void fill(int count, int shapes = 2) {
        std::vector<project::ObjectPtr> kinds;
        for (int i = 0; i < shapes; ++i) {
            auto kind = std::make_shared<project::Object>();
            kind->mesh =
                std::make_shared<const mesh::Mesh>(i % 2 == 0 ? cube(8.0f) : sphere(4.0f, 10 + i % 7));
            kind->facts = mesh::measure(*kind->mesh);
            kind->name = (i % 2 == 0 ? "Cube " : "Ball ") + std::to_string(i + 1);
            kinds.push_back(kind);
        }
        workspace().edit(
            "Fill", [kinds, count](const project::Document& document) -> Result<project::Document> {
                project::Document next = document;
                const int side = std::max(1, static_cast<int>(std::ceil(std::sqrt(count))));
                for (int i = 0; i < count; ++i) {
                    auto object =
                        std::make_shared<project::Object>(*kinds[static_cast<std::size_t>(i) % kinds.size()]);
                    object->transform[3] = {
                        12.0f * (static_cast<float>(i % side) - 0.5f * static_cast<float>(side - 1)),
                        12.0f * (static_cast<float>(i / side) - 0.5f * static_cast<float>(side - 1)),
                        i % 2 == 0 ? 0.0f : 4.0f, 1.0f};
                    next.objects.push_back(std::move(object));
                }
                return next;
            });
    }
    /// In the viewport's logical pixels.
    QPoint at(const glm::vec3& point) {
        const glm::vec3 pixel = view().sceneCamera().project(point, view().sceneViewport());
        return (QPointF(pixel.x, pixel.y) / view().devicePixelRatio()).toPoint();
    }
    project::ObjectPtr object(int index) {
        return workspace().objects()->document()->objects[static_cast<std::size_t>(index)];
    }
    glm::vec3 middleOf(int index) {
        return glm::vec3(object(index)->transform * glm::vec4(object(index)->facts.box.center(), 1.0f));
    }

private:
    TemporaryFolder m_folder;
    std::unique_ptr<ui::MainWindow> m_window;
    std::unique_ptr<QSignalSpy> m_frames;
};

} // namespace orfeas::test
