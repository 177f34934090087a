// The model manager: adding, checking and removing networks, and what it says when something is wrong with them.
#include "ui/models_dialog.h"

#include <QApplication>
#include <QComboBox>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/generate/generator.h"
#include "core/inference/model_folder.h"
#include "core/inference/triposr_generator.h"
#include "core/vram/machine_memory.h"
#include "tests/core/inference/naive_triposr.h"
#include "tests/core/inference/small_networks.h"
#include "tests/support/file_bytes.h"
#include "ui/panels/generate_panel.h"
#include "ui/preferences.h"
#include "ui/theme.h"
#include "ui/widgets/number_field.h"
#include "ui/workspace.h"

using namespace orfeas;
using namespace orfeas::ui;

class ModelsDialogTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        applyTheme(*static_cast<QApplication*>(QCoreApplication::instance()), "dark");
        qputenv("ORFEAS_MODELS", path("models").toUtf8());
        static const inference::TripoSrGenerator network;
        generate::addGenerator(network);
        const std::filesystem::path folder = path("owl-weights").toStdString();
        std::filesystem::create_directory(folder);
        test::putBytes(folder / "config.json", test::oddNetwork().dump());
        const auto config = inference::readTripoSrConfig(folder).value();
        test::writeArrays(folder / "weights.safetensors", test::randomWeights(config, 5));
    }

    // What is typed holds at once, and for the next run of the program.
    void theMemoryLimitIsTakenAtOnceAndKept() {
        auto* dialog = new ModelsDialog;
        dialog->show();
        auto* limit = dialog->findChild<NumberField*>();
        QVERIFY(limit);
        QCOMPARE(limit->accessibleName(), QString("Memory limit"));
        QVERIFY(limit->toolTip().startsWith("Gigabytes"));
        QCOMPARE(limit->value(), 14.0);
        limit->setFocus();
        limit->selectAll();
        QTest::keyClicks(limit, "3.5");
        QTest::keyClick(limit, Qt::Key_Return);
        const auto& memory = vram::MachineMemory::shared().system();
        QTRY_COMPARE(memory.settings().limitBytes, std::uint64_t{3'500'000'000});
        QCOMPARE(preferences::memoryLimit(), 3'500'000'000ull);
        delete dialog;
        auto* again = new ModelsDialog;
        QCOMPARE(again->findChild<NumberField*>()->value(), 3.5);
        delete again;
        vram::MachineMemory::shared().setLimit(vram::kDefaultLimit);
        preferences::setMemoryLimit(0);
    }

    void addsChecksAndRemoves() {
        auto* dialog = new ModelsDialog;
        dialog->show();
        auto* list = dialog->findChild<QListWidget*>();
        QCOMPARE(list->count(), 0);
        QVERIFY(!button(*dialog, "Check")->isEnabled());
        shoot(*dialog, "models-empty");

        Workspace workspace;
        GeneratePanel panel(workspace);
        connect(dialog, &ModelsDialog::modelsChanged, &panel, &GeneratePanel::listGenerators);
        QCOMPARE(generators(panel), 4);

        QSignalSpy ended(dialog, &ModelsDialog::workEnded);
        dialog->addFolder(path("owl-weights"));
        QVERIFY(dialog->busy());
        QVERIFY(ended.wait(60000));
        QCOMPARE(dialog->message(), QString("owl-weights was added."));
        QCOMPARE(list->count(), 1);
        QVERIFY(list->item(0)->text().contains("used"));
        QCOMPARE(generators(panel), 5);
        shoot(*dialog, "models");

        QTest::mouseClick(button(*dialog, "Check"), Qt::LeftButton);
        QVERIFY(ended.wait(60000));
        QVERIFY2(dialog->message().contains("sound"), qPrintable(dialog->message()));

        QTest::mouseClick(button(*dialog, "Measure"), Qt::LeftButton);
        QVERIFY(ended.wait(60000));
        QVERIFY2(dialog->message().startsWith("Measured"), qPrintable(dialog->message()));
        shoot(*dialog, "models-measured");

        QTest::mouseClick(button(*dialog, "Remove"), Qt::LeftButton);
        QCOMPARE(list->count(), 1); // asked first
        shoot(*dialog, "models-remove");
        QTest::mouseClick(button(*dialog, "Remove it"), Qt::LeftButton);
        QCOMPARE(list->count(), 0);
        QCOMPARE(generators(panel), 4);
        dialog->close();
    }

    void saysWhatIsWrongWithAFolder() {
        auto* dialog = new ModelsDialog;
        dialog->show();
        QSignalSpy ended(dialog, &ModelsDialog::workEnded);
        dialog->addFolder(path("nothing-here"));
        QVERIFY(ended.wait(60000));
        QVERIFY(dialog->message().size() > 20);
        QCOMPARE(dialog->findChild<QListWidget*>()->count(), 0);
        shoot(*dialog, "models-trouble");
        dialog->close();
    }

private:
    QString path(const char* name) const { return m_folder.filePath(name); }
    static int generators(const GeneratePanel& panel) {
        for (auto* box : panel.findChildren<QComboBox*>()) {
            if (box->accessibleName() == "Generator") return box->count();
        }
        return -1;
    }
    static QPushButton* button(const QDialog& dialog, const char* text) {
        for (auto* one : dialog.findChildren<QPushButton*>()) {
            if (one->text() == text) return one;
        }
        return nullptr;
    }
    // ORFEAS_SCREENSHOTS names a folder for pictures to look at.
    static void shoot(QWidget& widget, const QString& name) {
        const QString folder = qEnvironmentVariable("ORFEAS_SCREENSHOTS");
        if (!folder.isEmpty()) widget.grab().save(folder + "/" + name + ".png");
    }

    QTemporaryDir m_folder;
};

QTEST_MAIN(ModelsDialogTest)
#include "models_dialog_test.moc"
