// Figures of meshes and receipts, in words and as JSON. Numbers look the same whatever the locale.
#pragma once

#include <string>
#include <vector>

#include "app/report.h"
#include "core/io/mesh_format.h"
#include "core/mesh/mesh_facts.h"

namespace orfeas::app {

/// What is wrong with a mesh: one kind of trouble.
struct Trouble {
    std::string kind; ///< "open-edges"
    std::size_t count = 0;
    std::string text; ///< "3 edges belong to one triangle only: the surface has a hole"
};

/// Empty exactly when the facts say solid.
std::vector<Trouble> troublesOf(const mesh::MeshFacts& facts);

/// "1 triangle", "3 triangles", "12 345 triangles"
std::string counted(std::size_t count, const std::string& one, const std::string& many);

/// "80.0 x 41.2 x 63.5 mm"
std::string sizeText(const glm::vec3& sizeMm);
/// "54.3 cm³", below one cubic centimetre "540.2 mm³"
std::string volumeText(double volumeMm3);

/// Lines with an indent of two spaces.
std::string receiptText(const io::Receipt& receipt);

Json toJson(const glm::vec3& sizeMm);
Json toJson(const mesh::MeshFacts& facts);
Json toJson(const io::Receipt& receipt);

/// A figure without the noise of its last bits.
double shortened(double value);

} // namespace orfeas::app
