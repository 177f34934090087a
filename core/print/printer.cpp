#include "core/print/printer.h"

#include <array>

#include "core/print/names.h"

namespace orfeas::print {
namespace {

// Volumes as their makers state them.
constexpr std::array kPrinters{
    Printer{"prusa-mk4", "Prusa MK4S", {250, 210, 220}, "fdm-0.4"},
    Printer{"prusa-mk3s", "Prusa MK3S+", {250, 210, 210}, "fdm-0.4"},
    Printer{"prusa-mini", "Prusa MINI+", {180, 180, 180}, "fdm-0.4"},
    Printer{"prusa-core-one", "Prusa CORE One", {250, 220, 270}, "fdm-0.4"},
    Printer{"prusa-xl", "Prusa XL", {360, 360, 360}, "fdm-0.4"},
    Printer{"bambu-a1", "Bambu Lab A1", {256, 256, 256}, "fdm-0.4"},
    Printer{"bambu-a1-mini", "Bambu Lab A1 mini", {180, 180, 180}, "fdm-0.4"},
    Printer{"bambu-p1s", "Bambu Lab P1S, X1 Carbon", {256, 256, 256}, "fdm-0.4"},
    Printer{"creality-ender-3-v3", "Creality Ender-3 V3", {220, 220, 250}, "fdm-0.4"},
    Printer{"creality-k1-max", "Creality K1 Max", {300, 300, 300}, "fdm-0.4"},
    Printer{"elegoo-neptune-4", "Elegoo Neptune 4", {225, 225, 265}, "fdm-0.4"},
    Printer{"anycubic-kobra-3", "Anycubic Kobra 3", {250, 250, 260}, "fdm-0.4"},
    Printer{"formlabs-form-4", "Formlabs Form 4", {200, 125, 210}, "sla"},
    Printer{"elegoo-mars-4", "Elegoo Mars 4", {153.36, 77.76, 175}, "sla"},
    Printer{"anycubic-photon-m5s", "Anycubic Photon Mono M5s", {218, 123, 200}, "sla"},
};

} // namespace

std::span<const Printer> printers() {
    return kPrinters;
}

Result<Printer> printerNamed(std::string_view name) {
    return findNamed<Printer>(name, printers(), "printer");
}

} // namespace orfeas::print
