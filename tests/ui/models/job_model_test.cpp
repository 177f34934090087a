#include "ui/models/job_model.h"

#include <QAbstractItemModelTester>
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
        second.secondsLeft = 4.0;
        model.setJob(first);
        QCOMPARE(model.secondsLeft().value_or(0.0), 3.0);
        model.setJob(second);
        model.setJob(job(3, JobState::Done));
        QCOMPARE(model.activeCount(), 2);
        QCOMPARE(model.secondsLeft().value_or(0.0), 7.0);
    }
};

QTEST_MAIN(JobModelTest)
#include "job_model_test.moc"
