// What is drawn before a sample is made: the shape, where it lies, and how it is pictured. The contact sheet and the mesh
// command start from here, too.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/shapes/family.h"
#include "core/shapes/look.h"
#include "core/shapes/sample.h"

namespace orfeas::shapes {

struct Example {
    const Family* family = nullptr;
    View view;
    Look look;
    PlacedShape placed;
};

/// The example of a seed, of any family or of one. The same on every thread and run; a shape of which its cuts leave
/// nothing is drawn again. Thread-safe.
Example makeExample(std::uint64_t seed, const Family* family = nullptr);

/// The same object and lights seen from elsewhere.
Example seenFrom(const Example& example, float azimuth, float elevation);

/// The family of that name, or null.
const Family* findFamily(std::string_view name);

} // namespace orfeas::shapes
