// The settings panel is built from declarations: whatever generators there are, every field shows and edits its setting.
#include "ui/panels/generate_panel.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

#include "core/generate/generator.h"
#include "ui/panels/run_advice.h"
#include "ui/panels/setting_field.h"
#include "ui/theme.h"
#include "ui/widgets/number_field.h"
#include "ui/widgets/segmented_control.h"
#include "ui/workspace.h"

using namespace orfeas;
using namespace orfeas::ui;
using generate::SettingSpec;
using generate::SettingType;

namespace {

SettingSpec real(double minimum, double maximum, double step, const char* unit) {
    SettingSpec spec;
    spec.name = "fullness";
    spec.label = "Fullness";
    spec.help = "How round the body gets";
    spec.minimum = minimum;
    spec.maximum = maximum;
    spec.step = step;
    spec.unit = unit;
    spec.standard = minimum;
    return spec;
}

SettingSpec choice(int count) {
    SettingSpec spec;
    spec.name = "back";
    spec.label = "Back";
    spec.type = SettingType::Choice;
    for (int i = 0; i < count; ++i)
        spec.choices.push_back({"c" + std::to_string(i), "C" + std::to_string(i)});
    spec.standard = std::string("c0");
    return spec;
}

QComboBox* generatorBox(GeneratePanel& panel) {
    for (auto* box : panel.findChildren<QComboBox*>()) {
        if (box->accessibleName() == "Generator") return box;
    }
    return nullptr;
}

} // namespace

// Takes what it is told to take.
class HungryGenerator final : public generate::Generator, public generate::Forecaster {
public:
    std::string_view name() const override { return "hungry"; }
    std::string_view title() const override { return "Hungry"; }
    std::string_view summary() const override { return "Takes what it is told to take"; }
    int revision() const override { return 1; }
    std::span<const SettingSpec> settings() const override {
        static const std::vector<SettingSpec> specs = {real(1, 20, 1, "GB")};
        return specs;
    }
    Result<generate::MeshPtr> firstShape(const generate::Request&, const jobs::JobContext&) const override {
        return Error{ErrorCode::Failed, "never asked", {}};
    }
    Result<generate::Outcome> run(const generate::Request&, const generate::PreviewSink&,
                                  const jobs::JobContext&) const override {
        return Error{ErrorCode::Failed, "never asked", {}};
    }
    Result<generate::Forecast> forecast(const generate::Settings& settings, int waiting) const override {
        const double gigabytes = settings.number("fullness");
        if (gigabytes > 14.0)
            return Error{
                ErrorCode::OutOfMemory, "It does not fit into 14 GB; its smallest form needs 15 GB", {}};
        return generate::Forecast{
            static_cast<std::uint64_t>(gigabytes * 1e9), 14'000'000'000, 21.0, false, waiting,
            "int8, weights read block by block",         "cpu"};
    }
};

class GeneratePanelTest : public QObject {
    Q_OBJECT

private slots:
    void whatARunTakesIsSaidBeforeIt() {
        static const HungryGenerator hungry;
        generate::addGenerator(hungry);
        Workspace workspace;
        GeneratePanel panel(workspace);
        panel.resize(324, 900);
        panel.show();
        auto* advice = panel.findChild<RunAdvice*>();
        QVERIFY(advice);
        QVERIFY(advice->isHidden()); // drawing an outline takes nothing worth telling
        MakeOptions options = workspace.makeOptions();
        options.generator = "hungry";
        options.settings = {};
        options.settings.set("fullness", 2.0);
        workspace.setMakeOptions(options);
        QTRY_VERIFY(!advice->isHidden());
        QCOMPARE(advice->text(), QString("About 21 s and 2 GB of memory; 14 GB may be used now.\n"
                                         "Run as: int8, weights read block by block"));
        QVERIFY(!advice->toolTip().isEmpty() && !advice->accessibleName().isEmpty());
        options.settings.set("fullness", 16.0);
        workspace.setMakeOptions(options);
        QTRY_COMPARE(advice->text(), QString("It does not fit into 14 GB; its smallest form needs 15 GB"));
        QVERIFY(advice->property("refused").toBool());
        options.generator = "inflate";
        options.settings = {};
        workspace.setMakeOptions(options);
        QTRY_VERIFY(advice->isHidden());
    }

    void initTestCase() { applyTheme(*static_cast<QApplication*>(QCoreApplication::instance()), "dark"); }

    void everyGeneratorGetsItsFields() {
        Workspace workspace;
        GeneratePanel panel(workspace);
        panel.resize(324, 900);
        panel.show();
        QComboBox* box = generatorBox(panel);
        QVERIFY(box);
        QCOMPARE(box->count(), static_cast<int>(generate::generators().size()));
        for (int index = 0; index < box->count(); ++index) {
            box->setCurrentIndex(index);
            emit box->activated(index);
            const generate::Generator* generator = generate::generators()[static_cast<std::size_t>(index)];
            QCOMPARE(workspace.makeOptions().generator, std::string(generator->name()));
            for (const SettingSpec& spec : generator->settings()) {
                SettingField* found = nullptr;
                for (auto* field : panel.findChildren<SettingField*>()) {
                    if (field->spec().name == spec.name && !field->isHidden()) found = field;
                }
                const bool shown =
                    generate::isShown(spec, *generate::completeSettings(generator->settings(), {}));
                QCOMPARE(found != nullptr, shown);
                if (found) QVERIFY(found->value() == spec.standard);
            }
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        }
    }

    void anEditWithoutAnObjectIsForTheNextPicture() {
        Workspace workspace;
        GeneratePanel panel(workspace);
        panel.show();
        for (auto* field : panel.findChildren<SettingField*>()) {
            if (field->spec().name != "size") continue;
            auto* number = field->findChild<QDoubleSpinBox*>();
            number->setValue(50.0);
            QCOMPARE(std::get<double>(workspace.makeOptions().settings.values().find("size")->second), 50.0);
            return;
        }
        QFAIL("every generator declares a size");
    }

    void theControlFollowsTheDeclaration() {
        QWidget parent;
        QVERIFY(SettingField::make(real(0, 100, 1, "%"), &parent)->findChild<QSlider*>());
        QVERIFY(!SettingField::make(real(1, 1000, 0.5, "mm"), &parent)->findChild<QSlider*>());
        QVERIFY(SettingField::make(choice(3), &parent)->findChild<SegmentedControl*>());
        QVERIFY(SettingField::make(choice(5), &parent)->findChild<QComboBox*>());
        SettingSpec flag;
        flag.type = SettingType::Boolean;
        flag.standard = true;
        auto* field = SettingField::make(flag, &parent);
        field->setValue(true);
        QVERIFY(std::get<bool>(field->value()));
        QSignalSpy edited(field, &SettingField::edited);
        field->findChild<QAbstractButton*>()->click();
        QCOMPARE(edited.size(), 1);
        QVERIFY(!std::get<bool>(field->value()));
    }

    void sliderAndFieldAgree() {
        QWidget parent;
        auto* field = SettingField::make(real(0, 100, 1, "%"), &parent);
        QSignalSpy edited(field, &SettingField::edited);
        field->setValue(25.0);
        QCOMPARE(edited.size(), 0);
        QCOMPARE(field->findChild<QSlider*>()->value(), 25);
        field->findChild<QSlider*>()->setValue(40);
        QCOMPARE(std::get<double>(field->value()), 40.0);
        QCOMPARE(edited.size(), 1);
    }

    void typedUnitsAreUnderstood_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<double>("value");
        QTest::newRow("plain") << "12.5" << 12.5;
        QTest::newRow("comma") << "12,5" << 12.5;
        QTest::newRow("own unit") << "30 mm" << 30.0;
        QTest::newRow("centimetres") << "2.5 cm" << 25.0;
        QTest::newRow("inches") << "2 in" << 50.8;
        QTest::newRow("inch sign") << "1\"" << 25.4;
        QTest::newRow("beyond the range") << "9 m" << 500.0;
    }

    void typedUnitsAreUnderstood() {
        QFETCH(QString, typed);
        QFETCH(double, value);
        NumberField field(1.0, 500.0, 1.0, 1, "mm");
        QCOMPARE(field.valueFromText(typed), value);
        int position = 0;
        QCOMPARE(field.validate(typed, position), QValidator::Acceptable);
    }

    void nonsenseIsNotTaken() {
        NumberField field(1.0, 500.0, 1.0, 1, "mm");
        int position = 0;
        QString letters = "owl";
        QCOMPARE(field.validate(letters, position), QValidator::Intermediate);
        QString twoPoints = "1.2.3";
        QCOMPARE(field.validate(twoPoints, position), QValidator::Invalid);
    }
};

QTEST_MAIN(GeneratePanelTest)
#include "generate_panel_test.moc"
