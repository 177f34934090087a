#include "ui/network_line.h"

#include <QCoreApplication>

#include "core/inference/inference_module.h"
#include "core/inference/machine_fit.h"
#include "core/inference/model_registry.h"
#include "core/inference/precision_survey.h"

namespace orfeas::ui {
namespace {

QString say(const char* text) {
    return QCoreApplication::translate("NetworkLine", text);
}

QString precisionText(const generate::Settings& settings, const std::string& model) {
    const std::string& asked = settings.choice("precision");
    if (asked != "auto") return QString::fromStdString(asked);
    const auto measures = inference::keptMeasures(inference::modelsFolder() / model);
    if (measures.empty()) return say("float32, not measured yet");
    const auto name = nameOf(inference::chooseNetworkPrecision(measures, inference::thisMachine()));
    return say("%1, chosen by measure").arg(QString::fromUtf8(name.data(), qsizetype(name.size())));
}

} // namespace

QString networkLine(const generate::Settings& settings) {
    const std::string model = inference::chosenModel();
    if (model.empty()) return say("No model is chosen: see Models in the menu File.");
    QString line = say("Model %1 · %2").arg(QString::fromStdString(model), precisionText(settings, model));
    const std::string device = inference::loadedDevice();
    if (!device.empty()) line += say(" · on %1").arg(QString::fromStdString(device));
    return line;
}

} // namespace orfeas::ui
