// The whole way, in the real window: a dropped picture becomes an object and a file.
#include "ui/main_window.h"

#include <QApplication>
#include <QDropEvent>
#include <QFileInfo>
#include <QFocusEvent>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>
#include <QUrl>

#include "core/io/mesh_format.h"
#include "tests/support/temporary_folder.h"
#include "ui/panels/command_palette.h"
#include "ui/panels/export_dialog.h"
#include "ui/panels/shortcut_sheet.h"
#include "ui/panels/side_panel.h"
#include "ui/theme.h"
#include "ui/viewport/viewport_pane.h"
#include "ui/viewport/viewport_window.h"

using namespace orfeas;
using namespace orfeas::ui;

namespace {

constexpr int kPatienceMs = 60'000;

/// A figure on transparent ground.
QString drawPicture(const test::TemporaryFolder& folder) {
    QImage image(256, 256, QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(220, 130, 60));
    painter.drawEllipse(QRectF(70, 40, 120, 180));
    painter.setBrush(Qt::white);
    painter.drawEllipse(QRectF(100, 80, 30, 30));
    painter.end();
    const QString file = QString::fromStdString((folder / "öwl figure.png").string());
    return image.save(file, "PNG") ? file : QString();
}

QString writeBytes(const test::TemporaryFolder& folder, const char* name, const QByteArray& bytes) {
    QFile file(QString::fromStdString((folder / name).string()));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() ? file.fileName() : QString();
}

void hover(QWidget& window, const QMimeData& data) {
    QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    QVERIFY(enter.isAccepted());
}

void drop(QWidget& window, const QMimeData& data) {
    hover(window, data);
    QDropEvent event(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &event);
    QVERIFY(event.isAccepted());
}

QPushButton* buttonNamed(QWidget* parent, const QString& text) {
    for (auto* button : parent->findChildren<QPushButton*>()) {
        if (button->text() == text && button->isVisible()) return button;
    }
    return nullptr;
}

} // namespace

class MainWindowTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        QCoreApplication::setOrganizationName("Orfeas");
        QCoreApplication::setApplicationName("StudioTest");
        qputenv("ORFEAS_CACHE", "off"); // every picture is really made
        applyTheme(*static_cast<QApplication*>(QCoreApplication::instance()), "dark");
    }

    void init() {
        m_folder = std::make_unique<test::TemporaryFolder>();
        // Unsaved work comes back when Studio starts again: every test begins as a user who never ran it.
        qputenv("XDG_DATA_HOME", QByteArray::fromStdString((*m_folder / "data").string()));
        m_window = std::make_unique<MainWindow>();
        QSignalSpy painted(m_window.get(), &MainWindow::firstPainted);
        m_window->show();
        QVERIFY(painted.wait(kPatienceMs));
        m_window->start({});
        m_window->activateWindow();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->viewport().window3d(), kPatienceMs);
        QSignalSpy frames(&m_window->viewport(), &ViewportPane::frameDrawn);
        QTRY_VERIFY_WITH_TIMEOUT(!frames.isEmpty(), kPatienceMs);
    }

    void cleanup() {
        m_window.reset();
        m_folder.reset();
    }

    void aDropBecomesAnObjectAndAFile() {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(drawPicture(*m_folder))});
        hover(*m_window, data);
        QTRY_COMPARE(overlay().drop, "Make 1 object");
        bool previewed = false;
        connect(&workspace(), &Workspace::sceneChanged, this,
                [&] { previewed |= !workspace().previews().empty(); });
        drop(*m_window, data);
        QTRY_COMPARE_WITH_TIMEOUT(workspace().jobs()->rowCount(), 1, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(workspace().objects()->rowCount(), 1, kPatienceMs);
        QVERIFY(previewed);
        QVERIFY(overlay().drop.isEmpty());
        QTRY_VERIFY(workspace().current() != nullptr);
        const auto made = workspace().current();
        QVERIFY(made->facts.solid());
        QTRY_VERIFY(overlay().facts.contains("closed"));

        m_window->commands().action(CommandId::Export)->trigger();
        auto* dialog = m_window->findChild<ExportDialog*>();
        QVERIFY(dialog);
        dialog->setFormat("stl");
        dialog->setFile(QString::fromStdString(m_folder->path().string()), "out put");
        QTest::mouseClick(buttonNamed(dialog, "Export"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(buttonNamed(dialog, "Done"), kPatienceMs);
        QVERIFY(QFileInfo::exists(dialog->file()));
        const auto read = io::readMesh(dialog->file().toStdString(), {});
        QVERIFY(read.ok());
        const mesh::MeshFacts facts = mesh::measure(mesh::weldExact(*read->parts.front().mesh));
        QVERIFY(facts.solid());
        QCOMPARE(facts.triangles, made->facts.triangles);
        QTest::mouseClick(buttonNamed(dialog, "Done"), Qt::LeftButton);
    }

    void whatWasDoneCanBeTakenBack() {
        make();
        const auto trigger = [this](CommandId id) { m_window->commands().action(id)->trigger(); };
        const auto name = [this] { return workspace().objects()->index(0).data().toString(); };
        const QString first = name();
        workspace().objects()->setData(workspace().objects()->index(0), "Barn owl", Qt::EditRole);
        QTRY_COMPARE(name(), "Barn owl");
        QTRY_VERIFY(m_window->commands().action(CommandId::Undo)->toolTip().contains("Barn owl"));
        trigger(CommandId::Undo);
        QTRY_COMPARE(name(), first);
        trigger(CommandId::Redo);
        QTRY_COMPARE(name(), "Barn owl");
        workspace().select(workspace().objects()->object(workspace().objects()->index(0))->id);
        trigger(CommandId::Remove);
        QTRY_COMPARE(workspace().objects()->rowCount(), 0);
        trigger(CommandId::Undo);
        QTRY_COMPARE(workspace().objects()->rowCount(), 1);
        trigger(CommandId::Undo); // the name
        trigger(CommandId::Undo); // the object itself
        QTRY_COMPARE(workspace().objects()->rowCount(), 0);
    }

    void aChangedSettingMakesTheObjectAgain() {
        make();
        QTRY_VERIFY(workspace().makesAgain());
        const auto before = workspace().current();
        MakeOptions options = workspace().makeOptions();
        options.settings.set("size", 40.0);
        workspace().setMakeOptions(options);
        QCOMPARE(workspace().makeOptions().settings.number("size"), 40.0);
        QTRY_VERIFY_WITH_TIMEOUT(workspace().current()->mesh != before->mesh, kPatienceMs);
        const glm::vec3 size = workspace().current()->facts.box.size();
        QVERIFY(std::abs(std::max({size.x, size.y, size.z}) - 40.0f) < 1.0f);
        m_window->commands().action(CommandId::Undo)->trigger();
        QTRY_COMPARE(workspace().current()->mesh, before->mesh);
    }

    void aBrokenPictureSaysSoInItsRow() {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(writeBytes(*m_folder, "broken.png", "this is no picture"))});
        drop(*m_window, data);
        const auto state = [this] {
            const auto* jobs = workspace().jobs();
            return jobs->rowCount() == 1 ? jobs->index(0).data(JobModel::StateRole).toInt() : -1;
        };
        QTRY_COMPARE_WITH_TIMEOUT(state(), static_cast<int>(project::JobState::Failed), kPatienceMs);
        const QString text = workspace().jobs()->index(0).data(JobModel::StageRole).toString();
        QVERIFY2(text.size() > 10 && text.endsWith('.'), qPrintable(text));
        QVERIFY(!QApplication::activeModalWidget());
        QCOMPARE(workspace().objects()->rowCount(), 0);
        workspace().dismiss(workspace().jobs()->status(workspace().jobs()->index(0)).id);
        QTRY_COMPARE(workspace().jobs()->rowCount(), 0);
    }

    void keysReachTheCommands() {
        QTest::keyClick(m_window.get(), Qt::Key_W);
        QTRY_VERIFY(m_window->commands().action(CommandId::ShadeWire)->isChecked());
        QCOMPARE(m_window->viewport().shading(), ShadingMode::Wire);
        QTest::keyClick(m_window.get(), Qt::Key_W);
        QTRY_COMPARE(m_window->viewport().shading(), ShadingMode::Smooth);
        QTest::keyClick(m_window.get(), Qt::Key_5);
        QTRY_COMPARE(camera().projection, render::Projection::Orthographic);
        QTest::keyClick(m_window.get(), Qt::Key_7);
        QTRY_VERIFY(camera().pitch > 1.5f);
        QTest::keyClick(m_window.get(), Qt::Key_1);
        QTRY_VERIFY(std::abs(camera().pitch) < 0.01f);
        QTest::keyClick(m_window.get(), Qt::Key_G);
        QTRY_VERIFY(m_window->commands().action(CommandId::ToolMove)->isChecked());
        QTest::keyClick(m_window.get(), Qt::Key_G);
        QTRY_VERIFY(m_window->commands().action(CommandId::ToolSelect)->isChecked());
        QTest::keyClick(m_window.get(), Qt::Key_Question);
        QTRY_VERIFY(m_window->findChild<ShortcutSheet*>());
        m_window->findChild<ShortcutSheet*>()->close();
    }

    void keysShowTheTabs() {
        auto* side = m_window->findChild<SidePanel*>();
        QVERIFY(side);
        QCOMPARE(side->tabs()->count(), 4);
        for (const int tab : {1, 2, 3, 0}) {
            QTest::keyClick(m_window.get(), static_cast<Qt::Key>(Qt::Key_1 + tab), Qt::ControlModifier);
            QTRY_COMPARE(side->currentIndex(), tab);
            QVERIFY(side->page(tab)->isVisible());
        }
    }

    void thePaletteFindsAndRuns() {
        m_window->commands().action(CommandId::Commands)->trigger();
        auto* palette = m_window->findChild<CommandPalette*>();
        QVERIFY(palette && palette->isVisible());
        QTest::keyClicks(palette->field(), "wire");
        QTRY_VERIFY(palette->list()->model()->rowCount() >= 1);
        QCOMPARE(palette->list()->currentIndex().data().toString(), "Wire");
        QTest::keyClick(palette->field(), Qt::Key_Return);
        QTRY_COMPARE(m_window->viewport().shading(), ShadingMode::Wire);
        QVERIFY(!palette->isVisible());
    }

    void tabInTheViewportHidesThePanels() {
        auto* list = m_window->findChild<QListView*>();
        QVERIFY(list->isVisible());
        QKeyEvent press(QEvent::KeyPress, Qt::Key_Tab, Qt::NoModifier);
        QApplication::sendEvent(m_window->viewport().window3d(), &press);
        QTRY_VERIFY(!list->isVisible());
        QApplication::sendEvent(m_window->viewport().window3d(), &press);
        QTRY_VERIFY(list->isVisible());
    }

    void theViewportSurvivesHidingAndResizing() {
        QSignalSpy frames(&m_window->viewport(), &ViewportPane::frameDrawn);
        m_window->hide();
        m_window->resize(1024, 640);
        m_window->show();
        QTRY_VERIFY_WITH_TIMEOUT(!frames.isEmpty(), kPatienceMs);
        m_window->resize(1500, 900);
        const auto fits = [&] {
            const auto frame = frames.last().first().value<render::FrameStatistics>();
            const QSizeF size = QSizeF(m_window->viewport().size()) * m_window->devicePixelRatioF();
            return std::abs(frame.width - size.width()) < 2.0 && std::abs(frame.height - size.height()) < 2.0;
        };
        QTRY_VERIFY_WITH_TIMEOUT(fits(), kPatienceMs);
    }

private:
    Workspace& workspace() { return m_window->workspace(); }
    const OverlayContent& overlay() { return m_window->viewport().window3d()->overlay().content; }
    render::Camera camera() { return m_window->viewport().window3d()->camera(); }

    void make() {
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(drawPicture(*m_folder))});
        drop(*m_window, data);
        QTRY_COMPARE_WITH_TIMEOUT(workspace().objects()->rowCount(), 1, kPatienceMs);
        QTRY_VERIFY(workspace().current() != nullptr);
    }

    std::unique_ptr<test::TemporaryFolder> m_folder;
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
