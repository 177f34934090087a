#include "ui/models/job_model.h"

#include <memory>

#include <QAbstractItemModelTester>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

using namespace orfeas;
using namespace orfeas::ui;
using project::JobId;
using project::JobState;
using project::JobStatus;

namespace {

JobStatus job(std::uint64_t id, JobState state) {
    JobStatus status;
    status.id = JobId{id};
    status.state = state;
    status.name = "owl.png";
    return status;
}

} // namespace

class JobModelTest : public QObject {
    Q_OBJECT

private slots:
    void rowsFollowTheJobs() {
        JobModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setJob(job(1, JobState::Waiting));
        model.setJob(job(2, JobState::Running));
        QCOMPARE(model.rowCount(), 2);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setJob(job(1, JobState::Running));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(changed.size(), 1);
        model.removeJob(JobId{1});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.status(model.index(0)).id, JobId{2});
        model.removeJob(JobId{7}); // unknown: nothing happens
        QCOMPARE(model.rowCount(), 1);
    }

    void textsSayWhatHappens() {
        JobModel model;
        JobStatus status = job(1, JobState::Running);
        status.stage = "cutting out";
        status.fraction = 0.25;
        status.secondsLeft = 9.2;
        model.setJob(status);
        const QModelIndex row = model.index(0);
        QCOMPARE(row.data().toString(), "owl.png");
        QCOMPARE(row.data(JobModel::StageRole).toString(), "Cutting out");
        QCOMPARE(row.data(JobModel::TimeRole).toString(), "9 s");
        QCOMPARE(row.data(JobModel::FractionRole).toDouble(), 0.25);
        QVERIFY(row.data(Qt::AccessibleTextRole).toString().contains("Cutting out"));
    }

    void failuresStandInTheRow() {
        JobModel model;
        JobStatus status = job(1, JobState::Failed);
        status.error = Error{ErrorCode::BadInput, "this is not a picture that Orfeas can read", {}};
        model.setJob(status);
        QCOMPARE(model.index(0).data(JobModel::StageRole).toString(),
                 "This is not a picture that Orfeas can read.");
        QVERIFY(model.index(0).data(JobModel::FractionRole).toDouble() < 0.0);
        QVERIFY(canRetry(status) && canDismiss(status) && !isActive(status));
    }

    void activeJobsAreCountedWithTheirTime() {
        JobModel model;
        JobStatus first = job(1, JobState::Running);
        first.secondsLeft = 3.0;
        JobStatus second = job(2, JobState::Waiting);
        second.secondsLeft = 7.0; // with what comes before it
        model.setJob(first);
        QCOMPARE(model.secondsLeft().value_or(0.0), 3.0);
        model.setJob(second);
        model.setJob(job(3, JobState::Done));
        QCOMPARE(model.activeCount(), 2);
        QCOMPARE(model.secondsLeft().value_or(0.0), 7.0);
    }

    void pausedAndKeptRowsSaySo() {
        JobModel model;
        JobStatus paused = job(1, JobState::Running);
        paused.stage = "inflating";
        paused.paused = true;
        paused.secondsLeft = 5.0;
        model.setJob(paused);
        QCOMPARE(model.index(0).data(JobModel::StageRole).toString(), "Paused");
        QVERIFY(!model.secondsLeft().has_value());
        JobStatus kept = job(1, JobState::Done);
        kept.kept = true;
        model.setJob(kept);
        QCOMPARE(model.index(0).data(JobModel::StageRole).toString(), "Done · from the cache");
        JobStatus alike = job(1, JobState::Done);
        alike.earlier = generate::Earlier{"cat.png", "inflate", "size=80", 0, 7};
        model.setJob(alike);
        QVERIFY(offersEarlier(alike));
        QCOMPARE(model.index(0).data(JobModel::StageRole).toString(), "Done · looks like cat.png");
    }

    void aPausedQueueStandsInEveryActiveRow() {
        JobModel model;
        JobStatus running = job(1, JobState::Running);
        running.stage = "inflating";
        model.setJob(running);
        model.setJob(job(2, JobState::Waiting));
        model.setJob(job(3, JobState::Done));
        QSignalSpy changed(&model, &JobModel::dataChanged);
        const auto stage = [&](int row) { return model.index(row).data(JobModel::StageRole).toString(); };
        model.setQueuePaused(true);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(stage(0), "Paused");
        QCOMPARE(stage(1), "Paused");
        QCOMPARE(stage(2), "Done");
        model.setQueuePaused(false);
        QCOMPARE(stage(0), "Inflating");
        QCOMPARE(stage(1), "Waiting");
    }

    void rowsMoveWithTheQueue() {
        JobModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (std::uint64_t id = 1; id <= 4; ++id)
            model.setJob(job(id, JobState::Waiting));
        const auto order = [&] {
            std::vector<std::uint64_t> ids;
            for (const JobStatus& one : model.jobs())
                ids.push_back(static_cast<std::uint64_t>(one.id));
            return ids;
        };
        model.moveJob(JobId{4}, JobId{2});
        QCOMPARE(order(), (std::vector<std::uint64_t>{1, 4, 2, 3}));
        model.moveJob(JobId{1}, std::nullopt);
        QCOMPARE(order(), (std::vector<std::uint64_t>{4, 2, 3, 1}));
        model.moveJob(JobId{4}, JobId{2}); // where it is
        model.moveJob(JobId{9}, JobId{2}); // not there
        QCOMPARE(order(), (std::vector<std::uint64_t>{4, 2, 3, 1}));
    }

    void aDraggedRowAsksToBeMoved() {
        JobModel model;
        for (std::uint64_t id = 1; id <= 3; ++id)
            model.setJob(job(id, id == 1 ? JobState::Running : JobState::Waiting));
        QVERIFY(!(model.flags(model.index(0)) & Qt::ItemIsDragEnabled));
        QVERIFY(model.flags(model.index(2)) & Qt::ItemIsDragEnabled);
        std::optional<JobId> moved;
        std::optional<JobId> before;
        connect(&model, &JobModel::moveRequested, this, [&](JobId job, std::optional<JobId> other) {
            moved = job;
            before = other;
        });
        const std::unique_ptr<QMimeData> data(model.mimeData({model.index(2)}));
        model.dropMimeData(data.get(), Qt::MoveAction, 0, 0,
                           {}); // before the running one: the first that waits
        QVERIFY(moved == JobId{3} && before == JobId{2});
        model.dropMimeData(data.get(), Qt::MoveAction, -1, -1, {});
        QVERIFY(!before.has_value());
        QCOMPARE(model.rowCount(), 3);
    }
};

QTEST_MAIN(JobModelTest)
#include "job_model_test.moc"
