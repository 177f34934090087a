#include "ui/models/object_model.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/shapes.h"

using namespace orfeas;
using namespace orfeas::ui;
using project::Document;
using project::DocumentPtr;
using project::ObjectId;

namespace {

project::ObjectPtr object(std::uint64_t id, const char* name, bool visible = true) {
    auto it = std::make_shared<project::Object>();
    it->id = ObjectId{id};
    it->name = name;
    it->mesh = std::make_shared<const mesh::Mesh>(test::cube());
    it->facts = mesh::measure(*it->mesh);
    it->visible = visible;
    return it;
}

DocumentPtr document(std::vector<project::ObjectPtr> objects) {
    auto it = std::make_shared<Document>();
    it->objects = std::move(objects);
    return it;
}

} // namespace

class ObjectModelTest : public QObject {
    Q_OBJECT

private slots:
    void anyChangeOfTheDocumentIsFollowed() {
        ObjectModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto a = object(1, "Owl"), b = object(2, "Planter"), c = object(3, "Badge");
        const std::vector<DocumentPtr> steps = {
            document({a, b}), document({b, a}),    document({c, b, a}),
            document({a}),    document({}),        document({a, b, c}),
            document({c, a}), document({b, c, a}), document({object(2, "Pot"), c})};
        for (const DocumentPtr& step : steps) {
            model.setDocument(step);
            QCOMPARE(model.rowCount(), static_cast<int>(step->objects.size()));
            for (int row = 0; row < model.rowCount(); ++row) {
                QCOMPARE(model.object(model.index(row)), step->objects[static_cast<std::size_t>(row)]);
            }
        }
        QCOMPARE(model.index(0).data().toString(), "Pot");
    }

    void theSelectionSurvivesChanges() {
        ObjectModel model;
        QItemSelectionModel selection(&model);
        const auto a = object(1, "Owl"), b = object(2, "Planter");
        model.setDocument(document({a, b}));
        selection.select(model.indexOf(ObjectId{2}), QItemSelectionModel::Select);
        model.setDocument(document({object(3, "Badge"), a, object(2, "Pot")}));
        QCOMPARE(selection.selectedIndexes().size(), 1);
        QCOMPARE(selection.selectedIndexes().first().data().toString(), "Pot");
    }

    void editsAreAskedForAndNeverMade() {
        ObjectModel model;
        model.setDocument(document({object(1, "Owl")}));
        QSignalSpy renamed(&model, &ObjectModel::renameRequested);
        QSignalSpy shown(&model, &ObjectModel::visibilityRequested);
        const QModelIndex row = model.index(0);
        QVERIFY(model.setData(row, "  Barn owl ", Qt::EditRole));
        QCOMPARE(renamed.size(), 1);
        QCOMPARE(renamed.first().at(1).toString(), "Barn owl");
        QCOMPARE(row.data().toString(), "Owl");
        QVERIFY(!model.setData(row, "   ", Qt::EditRole));
        QVERIFY(!model.setData(row, "Owl", Qt::EditRole));
        QVERIFY(model.setData(row, false, ObjectModel::VisibleRole));
        QCOMPARE(shown.size(), 1);
        QVERIFY(row.data(ObjectModel::VisibleRole).toBool());
    }

    void factsAreInWords() {
        ObjectModel model;
        model.setDocument(document({object(1, "Owl", false)}));
        const QString spoken = model.index(0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.contains("12 triangles") && spoken.contains("closed") && spoken.contains("hidden"),
                 qPrintable(spoken));
    }
};

QTEST_MAIN(ObjectModelTest)
#include "object_model_test.moc"
