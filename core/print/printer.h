// Printers by the room they have.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <glm/vec3.hpp>

#include "core/base/result.h"

namespace orfeas::print {

/// A printer: width, depth and height it can print, in mm.
struct Printer {
    std::string_view name;  ///< "prusa-mk4"
    std::string_view title; ///< "Prusa MK4"
    glm::dvec3 volumeMm{250.0, 210.0, 220.0};
    std::string_view profile; ///< name of the profile it most likely prints with
};

/// The common ones, the default first.
std::span<const Printer> printers();

/// By name, any case, or an Error that names those there are.
Result<Printer> printerNamed(std::string_view name);

} // namespace orfeas::print
