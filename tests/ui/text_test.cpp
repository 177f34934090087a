// The small texts people read: numbers, times, errors, announcements, commands.
#include <set>

#include <QTest>

#include "tests/support/shapes.h"
#include "ui/command_list.h"
#include "ui/drop_content.h"
#include "ui/error_text.h"
#include "ui/text_format.h"
#include "ui/verdict.h"

using namespace orfeas;
using namespace orfeas::ui;

class TextTest : public QObject {
    Q_OBJECT

private slots:
    void numbers() {
        QLocale::setDefault(QLocale::c());
        QCOMPARE(countText(148212), QString("148") + QChar(0x202f) + "212");
        QCOMPARE(countText(999), "999");
        QCOMPARE(sizeText({64.0f, 58.2f, 80.0f}), QString("64.0 × 58.2 × 80.0 mm"));
        QCOMPARE(volumeText(71400.0), QString("71.4 cm³"));
        QCOMPARE(durationText(0.12), "0.1 s");
        QCOMPARE(durationText(9.2), "9 s");
        QCOMPARE(durationText(130.0), "2 min 10 s");
    }

    void everyErrorIsASentence() {
        for (int code = 0; code <= static_cast<int>(ErrorCode::Failed); ++code) {
            const QString text = errorText({static_cast<ErrorCode>(code), {}, {}});
            QVERIFY2(text.size() > 4 && text.endsWith('.') && text[0].isUpper(), qPrintable(text));
            QVERIFY(!errorTitle(static_cast<ErrorCode>(code)).isEmpty());
        }
        QCOMPARE(errorText({ErrorCode::BadInput, "the picture is cut off", {}}), "The picture is cut off.");
    }

    void verdicts() {
        const mesh::MeshFacts open = mesh::measure(test::cubeWithHole());
        QCOMPARE(verdictWord(open), "Not closed");
        QCOMPARE(verdictSentence(open), "3 open edges");
        QCOMPARE(verdictWord(mesh::measure(test::cube())), "Closed");
        QCOMPARE(verdictWord(mesh::measure(test::insideOut(test::cube()))), "Not a solid");
    }

    void announcements() {
        QCOMPARE(announce(sortFiles({"a.png", "b.JPG", "c"})), "Make 3 objects");
        QCOMPARE(announce(sortFiles({"a.stl", "b.3MF"})), "Add 2 meshes");
        QCOMPARE(announce(sortFiles({"a.png", "b.stl"})), "Make 1 object, add 1 mesh");
    }

    void everyShortcutMeansOneThing() {
        std::set<QString> seen;
        for (const Command& command : commands()) {
            QVERIFY(*command.help != '\0');
            for (const QKeySequence& key : shortcutsOf(command)) {
                const QString name = key.toString(QKeySequence::PortableText);
                QVERIFY2(!name.isEmpty() && seen.insert(name).second, qPrintable(name));
            }
        }
    }
};

QTEST_MAIN(TextTest)
#include "text_test.moc"
