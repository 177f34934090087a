#include "ui/models/object_model.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/shapes.h"
#include "ui/scene_selection.h"

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

/// Objects by number and group, and groups by number.
DocumentPtr grouped(const std::vector<std::pair<std::uint64_t, std::uint64_t>>& objects,
                    const std::vector<std::uint64_t>& groups) {
    auto it = std::make_shared<Document>();
    for (const auto& [id, group] : objects) {
        auto member = std::make_shared<project::Object>(*object(id, "Cube"));
        member->group = project::GroupId{group};
        it->objects.push_back(std::move(member));
    }
    for (const std::uint64_t id : groups)
        it->groups.push_back({project::GroupId{id}, "Group " + std::to_string(id)});
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

    void groupsStandAboveTheirMembers() {
        ObjectModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setDocument(grouped({{1, 0}, {2, 7}, {3, 0}, {4, 7}, {5, 8}}, {7, 8}));
        QCOMPARE(model.rowCount(), 4); // two groups, two objects
        const QModelIndex group = model.index(0);
        QVERIFY(model.isGroup(group) && !model.isGroup(model.index(2)));
        QCOMPARE(group.data().toString(), "Group 7");
        QCOMPARE(group.data(ObjectModel::MembersRole).toInt(), 2);
        QCOMPARE(model.object(model.index(1, 0, group))->id, ObjectId{4});
        QCOMPARE(model.indexOf(ObjectId{4}).parent(), group);
        QCOMPARE(model.indexOf(ObjectId{3}).row(), 3);
        QVERIFY(!model.object(group));
        std::vector<ObjectId> members;
        model.appendObjects(group, members);
        QCOMPARE(members, (std::vector<ObjectId>{ObjectId{2}, ObjectId{4}}));
    }

    void selectionsSurviveGroupingAndBack() {
        ObjectModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        SceneSelection selection(model);
        const DocumentPtr flat = grouped({{1, 0}, {2, 0}, {3, 0}, {4, 0}}, {});
        model.setDocument(flat);
        selection.set({ObjectId{2}, ObjectId{4}});
        model.setDocument(grouped({{1, 0}, {2, 9}, {3, 0}, {4, 9}}, {9}));
        QCOMPARE(selection.ids(), (std::vector<ObjectId>{ObjectId{2}, ObjectId{4}}));
        model.setDocument(flat);
        QCOMPARE(selection.ids(), (std::vector<ObjectId>{ObjectId{2}, ObjectId{4}}));
        model.setDocument(grouped({{1, 0}, {4, 3}}, {3}));
        QCOMPARE(selection.ids(), (std::vector<ObjectId>{ObjectId{4}}));
    }

    void aSelectedGroupStandsForItsMembers() {
        ObjectModel model;
        SceneSelection selection(model);
        model.setDocument(grouped({{1, 0}, {2, 7}, {3, 7}}, {7}));
        selection.rows()->select(model.index(0), QItemSelectionModel::ClearAndSelect);
        QCOMPARE(selection.ids(), (std::vector<ObjectId>{ObjectId{2}, ObjectId{3}}));
        selection.toggle(ObjectId{2});
        QCOMPARE(selection.ids(), (std::vector<ObjectId>{ObjectId{3}}));
        selection.invert();
        QCOMPARE(selection.ids(), (std::vector<ObjectId>{ObjectId{1}, ObjectId{2}}));
        selection.all();
        QCOMPARE(selection.ids().size(), 3u);
        QCOMPARE(selection.rows()->selection().size(), 1);
    }

    void manyRowsChangeInFewSignals() {
        ObjectModel model;
        std::vector<project::ObjectPtr> all;
        const auto first = object(1, "Cube");
        for (std::uint64_t id = 1; id <= 10'000; ++id) {
            auto copy = std::make_shared<project::Object>(*first);
            copy->id = ObjectId{id};
            all.push_back(std::move(copy));
        }
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy laidOut(&model, &QAbstractItemModel::layoutChanged);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setDocument(document(all));
        QCOMPARE(inserted.size(), 1);
        auto moved = all;
        for (project::ObjectPtr& it : moved)
            it = std::make_shared<project::Object>(*it);
        model.setDocument(document(moved));
        QCOMPARE(changed.size(), 1);
        SceneSelection selection(model);
        selection.set({ObjectId{2}, ObjectId{5'000}, ObjectId{9'999}});
        std::vector<project::ObjectPtr> odd; // every second one goes
        for (std::size_t at = 0; at < moved.size(); at += 2)
            odd.push_back(moved[at]);
        model.setDocument(document(odd));
        QCOMPARE(laidOut.size(), 1);
        QCOMPARE(model.rowCount(), 5'000);
        QCOMPARE(selection.ids(), (std::vector<ObjectId>{ObjectId{9'999}}));
        QCOMPARE(model.indexOf(ObjectId{9'999}).row(), 4'999);
        QVERIFY(!model.indexOf(ObjectId{2}).isValid());
        QCOMPARE(reset.size(), 0);
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
        QSignalSpy locked(&model, &ObjectModel::lockRequested);
        QVERIFY(model.setData(row, true, ObjectModel::LockedRole));
        QCOMPARE(locked.size(), 1);
        model.setDocument(grouped({{1, 7}}, {7}));
        QSignalSpy groupRenamed(&model, &ObjectModel::groupRenameRequested);
        QVERIFY(model.setData(model.index(0), "Birds", Qt::EditRole));
        QCOMPARE(groupRenamed.first().at(1).toString(), "Birds");
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
