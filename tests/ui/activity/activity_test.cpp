// The plots, the memory gauge and the dialog that shows them, over files of their own.
#include "ui/activity/activity_dialog.h"

#include <ctime>

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include "ui/activity/plot.h"
#include "ui/theme.h"
#include "ui/widgets/memory_gauge.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/switch_button.h"

using namespace orfeas;
using namespace orfeas::ui;

namespace {

// Pictures to look at, where ORFEAS_SCREENSHOTS names a folder.
void keepPicture(QWidget& widget, const QString& name) {
    const QString folder = qEnvironmentVariable("ORFEAS_SCREENSHOTS");
    if (!folder.isEmpty()) widget.grab().save(folder + "/" + name + ".png");
}

QLabel* labelNamed(QWidget& parent, const QString& name) {
    for (auto* label : parent.findChildren<QLabel*>()) {
        if (label->accessibleName() == name) return label;
    }
    return nullptr;
}

analytics::JobEntry entry(const char* generator, double seconds, const char* source, int daysAgo) {
    analytics::JobEntry e;
    e.endedUnix = std::time(nullptr) - static_cast<std::int64_t>(daysAgo) * 24 * 3600;
    e.program = "studio";
    e.kind = "generate";
    e.generator = generator;
    e.detail = "normal";
    e.source = source;
    e.state = "done";
    e.seconds = seconds;
    e.savedSeconds = std::string(source) == "kept" ? 1.0 : 0.0;
    e.peakBytes = 300'000'000;
    e.verdict = "prints";
    e.stages = {{"cutting out", 0.3 * seconds}, {"inflating", 0.6 * seconds}, {"checking", 0.1 * seconds}};
    return e;
}

} // namespace

class ActivityTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() {
        applyTheme(*static_cast<QApplication*>(QCoreApplication::instance()), "dark");
        const auto log = analytics::standardJobLog();
        QVERIFY(log);
        for (int i = 0; i < 20; ++i)
            QVERIFY(log->add(entry(i % 3 == 0 ? "relief" : "inflate", 0.5 + 0.1 * i,
                                   i % 4 == 0 ? "kept" : "made", i % 9))
                        .ok());
    }

    void axesEndAtRoundNumbers() {
        QCOMPARE(plotStep(8.0, 4), 2.0);
        QCOMPARE(plotStep(0.37, 4), 0.1);
        QCOMPARE(plotStep(1100.0, 4), 500.0);
        QCOMPARE(plotStep(0.0, 4), 1.0);
    }

    void theDialogShowsWhatTheLogHolds() {
        auto* dialog = new ActivityDialog;
        QSignalSpy shown(dialog, &ActivityDialog::shown);
        dialog->QWidget::show();
        QVERIFY(shown.wait(20'000));
        QCOMPARE(labelNamed(*dialog, "Jobs")->text(), "20");
        QCOMPARE(labelNamed(*dialog, "Answered without making")->text(), "25 %");
        QCOMPARE(labelNamed(*dialog, "Time saved")->text(), "5 s");
        bool described = false;
        for (auto* bars : dialog->findChildren<StackedBars*>())
            described = described || bars->accessibleDescription().contains("Made: 15, Answered: 5");
        QVERIFY(described);
        QTest::qWait(50);
        keepPicture(*dialog, "activity");
        delete dialog;
    }

    void stagesHaveOneColourEachAndALegend() {
        ActivityDialog dialog;
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        const auto summary = [](const char* generator, std::vector<jobs::StageTime> stages) {
            analytics::GeneratorSummary one;
            one.generator = generator;
            one.jobs = 1;
            one.stages = std::move(stages);
            return one;
        };
        ActivityDialog::Figures figures;
        figures.summary.emplace();
        figures.summary->generators = {summary("inflate", {{"cutting out", 0.5}, {"inflating", 1.0}}),
                                       summary("relief", {{"cutting out", 0.5}, {"carving", 1.0}})};
        dialog.show(figures);
        ShareRows* rows = nullptr;
        for (auto* one : dialog.findChildren<ShareRows*>()) {
            if (one->accessibleName() == "Where the time goes") rows = one;
        }
        QVERIFY(rows);
        const std::vector<PlotSeries>& legend = rows->legend();
        QCOMPARE(legend.size(), 3u);
        QCOMPARE(legend[0].name, QString("cutting out"));
        QCOMPARE(legend[1].name, QString("inflating"));
        QCOMPARE(legend[2].name, QString("carving"));
        QVERIFY(legend[0].color != legend[1].color && legend[1].color != legend[2].color);
    }

    void theSwitchKeepsAccountFromBeingKept() {
        auto* dialog = new ActivityDialog;
        QSignalSpy shown(dialog, &ActivityDialog::shown);
        QVERIFY(shown.wait(20'000));
        SwitchButton* account = nullptr;
        for (auto* button : dialog->findChildren<SwitchButton*>()) {
            if (button->accessibleName() == "Keep account of jobs") account = button;
        }
        QVERIFY(account && account->isChecked());
        account->click();
        QVERIFY(shown.wait(20'000));
        QVERIFY(!analytics::standardJobLog()->enabled());
        account->click();
        QVERIFY(shown.wait(20'000));
        QVERIFY(analytics::standardJobLog()->enabled());
        delete dialog;
    }

    void theLimitOfTheCacheIsSet() {
        auto* dialog = new ActivityDialog;
        QSignalSpy shown(dialog, &ActivityDialog::shown);
        QVERIFY(shown.wait(20'000));
        NumberField* size = nullptr;
        for (auto* field : dialog->findChildren<NumberField*>()) {
            if (field->accessibleName() == "up to") size = field;
        }
        QVERIFY(size);
        size->setValue(512);
        emit size->editingFinished();
        QVERIFY(shown.wait(20'000));
        const auto store = cache::CacheStore::open(cache::cacheFolder());
        QVERIFY(store.ok());
        QCOMPARE((*store)->limits().maxBytes, std::uint64_t{512} << 20);
        delete dialog;
    }

    void aDialogThatIsGoneIsNotTold() {
        for (int i = 0; i < 5; ++i)
            delete new ActivityDialog;
        QTest::qWait(200);
    }

    void theGaugeNamesEveryOwner() {
        MemoryGauge gauge;
        gauge.setShares({{"Orfeas Studio", 400'000'000, MemoryShare::Kind::Program},
                         {"owl.png · TripoSR", 1'500'000'000, MemoryShare::Kind::Job},
                         {"TripoSR weights", 200'000'000, MemoryShare::Kind::Idle}},
                        6'000'000'000);
        QCOMPARE(gauge.text(), "2.1 of 6.0 GB");
        QVERIFY(gauge.toolTip().contains("owl.png · TripoSR: 1.5 GB"));
        QVERIFY(gauge.toolTip().contains("kept ready"));
        gauge.resize(gauge.sizeHint());
        keepPicture(gauge, "gauge");
    }
};

QTEST_MAIN(ActivityTest)
#include "activity_test.moc"
