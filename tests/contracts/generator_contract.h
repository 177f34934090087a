// What every generator promises, written once and run against each of them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/generate/generator.h"

namespace orfeas::test {

/// A picture with its cut-out, for generators.
struct Subject {
    std::string name;
    std::shared_ptr<const image::Picture> picture;
    std::shared_ptr<const image::Cutout> cutout;
};

/// A picture whose alpha is `coverage(x, y)` (0..255) and whose colour is a soft pattern.
Subject subject(std::string name, int width, int height, const std::function<int(int, int)>& coverage);

Subject discSubject(int side, double radius);
Subject ringSubject(int side);
/// Masks that generators have stumbled over: one pixel, full frame, checkerboard, diagonal contact, rings, hair-thin
/// lines, noise, panoramas, faint subjects.
std::vector<Subject> hostileSubjects();

/// A request with the generator's defaults, `detail` and what `assignments` ("size=40") say.
generate::Request request(const generate::Generator& generator, const Subject& subject,
                          const std::string& detail, const std::vector<std::string>& assignments = {});

/// Runs the whole contract; failures are reported through GoogleTest.
void checkGeneratorContract(const generate::Generator& generator);

} // namespace orfeas::test
