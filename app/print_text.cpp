#include "app/print_text.h"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/facts_text.h"
#include "core/io/baked_mesh.h"

namespace orfeas::app {
namespace {

Json toJson(const print::Finding& finding) {
    Json out = {{"kind", print::nameOf(finding.kind)},
                {"severity", print::nameOf(finding.severity)},
                {"count", finding.count},
                {"text", finding.text}};
    if (!finding.remedy.empty()) out["remedy"] = finding.remedy;
    if (!finding.unit.empty()) {
        out["value"] = shortened(finding.value);
        out["unit"] = finding.unit;
    }
    if (!finding.place.box.empty()) {
        out["box_min_mm"] = app::toJson(finding.place.box.lower);
        out["box_max_mm"] = app::toJson(finding.place.box.upper);
    }
    out["triangles"] = finding.place.triangles.size();
    return out;
}

void add(print::Report& report, print::FindingKind kind, std::size_t count, std::string text,
         std::string remedy) {
    if (count == 0) return;
    print::Finding finding;
    finding.kind = kind;
    finding.severity = print::Severity::Failure;
    finding.count = count;
    finding.text = std::move(text);
    finding.remedy = std::move(remedy);
    report.findings.push_back(std::move(finding));
}

} // namespace

void addPrintOptions(CLI::App& command, PrintChoice& choice) {
    command.add_option("--profile", choice.profile, "How it is printed: fdm-0.4, sla, or one of your own")
        ->type_name("NAME");
    command.add_option("--printer", choice.printer, "The printer it must fit, such as prusa-mk4 or bambu-a1")
        ->type_name("NAME");
}

Result<print::CheckOptions> checkOptions(const PrintChoice& choice) {
    print::CheckOptions options;
    if (!choice.printer.empty()) {
        ORFEAS_TRY(printer, print::printerNamed(choice.printer));
        options.printer = printer;
    }
    ORFEAS_TRY(profiles, print::readProfiles(print::profileFile()));
    ORFEAS_TRY(profile, print::profileNamed(choice.profile.empty() ? options.printer.profile : choice.profile,
                                            profiles));
    options.profile = profile;
    return options;
}

std::shared_ptr<const mesh::Mesh> sceneMesh(const io::ReadMesh& read, double longestMm) {
    if (read.parts.size() == 1 && longestMm <= 0.0) return io::bakedMesh(read.parts.front());
    auto scene = std::make_shared<mesh::Mesh>();
    for (const io::MeshPart& part : read.parts) {
        const auto baked = io::bakedMesh(part);
        const auto shift = static_cast<std::uint32_t>(scene->positions.size());
        scene->positions.insert(scene->positions.end(), baked->positions.begin(), baked->positions.end());
        for (const glm::uvec3& t : baked->triangles)
            scene->triangles.push_back(t + glm::uvec3(shift));
    }
    const glm::vec3 size = mesh::boundingBox(*scene).size();
    const double longest = double(std::max({size.x, size.y, size.z}));
    if (longestMm > 0.0 && longest > 0.0) {
        const double factor = longestMm / longest;
        for (glm::vec3& p : scene->positions)
            p = glm::vec3(glm::dvec3(p) * factor);
    }
    return scene;
}

void addFileFindings(print::Report& report, const io::ReadLosses& losses) {
    using print::FindingKind;
    add(report, FindingKind::InvalidPoints, losses.unusableTriangles,
        counted(losses.unusableTriangles, "triangle has", "triangles have") +
            " a corner that is not a usable number and was left out",
        "Repair closes the holes");
    add(report, FindingKind::DegenerateFaces, losses.collapsedTriangles,
        counted(losses.collapsedTriangles, "triangle", "triangles") +
            " with two corners in the same place had to be dropped",
        "Repair drops them");
    add(report, FindingKind::FileDamage, losses.shortFaces,
        counted(losses.shortFaces, "face has", "faces have") + " fewer than three corners and was left out",
        "Get a complete copy of the file, or let repair close the holes");
    add(report, FindingKind::FileDamage, losses.isCutShort ? 1 : 0, "The end of the file is missing",
        "Get a complete copy of the file, or let repair close the holes");
    std::stable_sort(report.findings.begin(), report.findings.end(),
                     [](const print::Finding& a, const print::Finding& b) {
                         return a.severity != b.severity ? a.severity > b.severity : a.kind < b.kind;
                     });
}

Json toJson(const print::Report& report) {
    Json out = {{"verdict", print::nameOf(report.verdict())},
                {"printable", report.verdict() != print::Verdict::DoesNotPrint},
                {"sound", report.isSound()},
                {"sentence", print::verdictSentence(report)},
                {"profile", report.profile},
                {"printer", report.printer},
                {"facts", toJson(report.facts)},
                {"shells", report.shellCount},
                {"self_intersections", report.selfIntersections},
                {"self_intersections_complete", report.selfIntersectionsKnown},
                {"walls",
                 {{"thinnest_mm", shortened(report.walls.thinnestMm)},
                  {"fail_share", shortened(report.walls.failShare)},
                  {"warn_share", shortened(report.walls.warnShare)}}},
                {"contact_mm2", shortened(report.base.contactMm2)},
                {"contact_width_mm", shortened(report.base.widestMm)},
                {"tip_degrees", shortened(report.base.tipDegrees)},
                {"overhang_mm2", shortened(report.overhangMm2)}};
    out["findings"] = Json::array();
    for (const print::Finding& finding : report.findings)
        out["findings"].push_back(toJson(finding));
    return out;
}

std::string findingsText(const print::Report& report, bool withNotes) {
    std::string text;
    for (const print::Finding& finding : report.findings) {
        if (finding.severity == print::Severity::Note && !withNotes) continue;
        const char* mark = finding.severity == print::Severity::Failure   ? "✗"
                           : finding.severity == print::Severity::Warning ? "!"
                                                                          : "·";
        text += fmt::format("  {} {}\n", mark, finding.text);
        if (!finding.remedy.empty()) text += fmt::format("      → {}\n", finding.remedy);
    }
    return text;
}

} // namespace orfeas::app
