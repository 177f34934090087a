#include "app/facts_text.h"

#include <cmath>

#include <fmt/format.h>

namespace orfeas::app {

double shortened(double value) {
    return std::isfinite(value) ? std::round(value * 1e4) / 1e4 : value;
}

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::vector<Trouble> troublesOf(const mesh::MeshFacts& facts) {
    std::vector<Trouble> out;
    const auto add = [&](const char* kind, std::size_t count, const char* one, const char* many,
                         const char* meaning) {
        if (count > 0) out.push_back({kind, count, counted(count, one, many) + meaning});
    };
    add("open-edges", facts.openEdges, "edge belongs", "edges belong",
        " to one triangle only: the surface has a hole");
    add("non-manifold-edges", facts.nonManifoldEdges, "edge is", "edges are",
        " shared by more than two triangles: inside and outside cannot be told apart there");
    add("flipped-edges", facts.flippedEdges, "edge lies", "edges lie",
        " between triangles that face opposite ways");
    add("non-manifold-vertices", facts.nonManifoldVertices, "point joins", "points join",
        " surfaces that only touch there");
    add("degenerate-triangles", facts.degenerateTriangles, "triangle uses", "triangles use",
        " the same corner twice");
    add("duplicate-triangles", facts.duplicateTriangles, "triangle is", "triangles are",
        " there more than once");
    add("invalid-vertices", facts.invalidVertices, "point is", "points are", " not a finite number");
    if (facts.triangles == 0) out.push_back({"empty", 1, "There are no triangles"});
    if (out.empty() && facts.volumeMm3 < 0.0) out.push_back({"inside-out", 1, "The surface is inside out"});
    if (out.empty() && !facts.solid()) out.push_back({"no-volume", 1, "The surface encloses no volume"});
    return out;
}

std::string sizeText(const glm::vec3& s) {
    return fmt::format("{:.1f} x {:.1f} x {:.1f} mm", s.x, s.y, s.z);
}

std::string volumeText(double volumeMm3) {
    if (std::abs(volumeMm3) < 1000.0) return fmt::format("{:.1f} mm³", volumeMm3);
    return fmt::format("{:.1f} cm³", volumeMm3 / 1000.0);
}

std::string receiptText(const io::Receipt& receipt) {
    std::string text =
        fmt::format("  triangles  {}\n  size       {}\n  volume     {}\n  closed     {}\n", receipt.triangles,
                    sizeText(receipt.sizeMm), volumeText(receipt.volumeMm3), receipt.closed ? "yes" : "no");
    for (const std::filesystem::path& side : receipt.sideFiles)
        text += "  with       " + side.string() + "\n";
    return text;
}

Json toJson(const glm::vec3& s) {
    return Json::array({shortened(s.x), shortened(s.y), shortened(s.z)});
}

Json toJson(const mesh::MeshFacts& facts) {
    return {{"solid", facts.solid()},
            {"closed", facts.closed()},
            {"triangles", facts.triangles},
            {"vertices", facts.vertices},
            {"parts", facts.parts},
            {"size_mm", toJson(facts.box.size())},
            {"volume_mm3", shortened(facts.volumeMm3)},
            {"area_mm2", shortened(facts.areaMm2)},
            {"open_edges", facts.openEdges},
            {"non_manifold_edges", facts.nonManifoldEdges},
            {"flipped_edges", facts.flippedEdges},
            {"non_manifold_vertices", facts.nonManifoldVertices},
            {"degenerate_triangles", facts.degenerateTriangles},
            {"duplicate_triangles", facts.duplicateTriangles},
            {"unused_vertices", facts.unusedVertices},
            {"invalid_vertices", facts.invalidVertices}};
}

Json toJson(const io::Receipt& receipt) {
    Json out{{"file", receipt.file.string()},
             {"format", receipt.format},
             {"bytes", receipt.bytes},
             {"triangles", receipt.triangles},
             {"volume_mm3", shortened(receipt.volumeMm3)},
             {"size_mm", toJson(receipt.sizeMm)},
             {"closed", receipt.closed}};
    Json sides = Json::array();
    for (const std::filesystem::path& side : receipt.sideFiles)
        sides.push_back(side.string());
    out["side_files"] = std::move(sides);
    return out;
}

} // namespace orfeas::app
