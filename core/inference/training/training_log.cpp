#include "core/inference/training/training_log.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <span>
#include <sstream>
#include <system_error>

#include "core/inference/training/curve_plot.h"
#include "core/io/atomic_file.h"

namespace orfeas::inference {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLossFile = "loss.csv";
constexpr const char* kValidationFile = "validation.csv";
constexpr const char* kPlotFile = "curves.svg";
constexpr std::string_view kLossHead =
    "step,loss,depth,slope,offset,color,elevation,camera,learning_rate,seconds\n";
constexpr std::string_view kValidationHead = "step,loss,depth,iou,surface,elevation,families\n";
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 30;

std::string text(double value) {
    char buffer[32];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 7);
    return {buffer, end.ptr};
}

Result<void> append(const fs::path& file, std::string_view head, const std::string& line) {
    std::error_code fault;
    const bool fresh = !fs::exists(file, fault);
    std::ofstream out(file, std::ios::app);
    if (fresh) out << head;
    out << line;
    out.flush();
    if (!out) return Error{ErrorCode::IoFailed, "\"" + file.string() + "\" could not be written", {}};
    return {};
}

std::int64_t stepOf(std::string_view line) {
    std::int64_t step = -1;
    std::from_chars(line.data(), line.data() + line.size(), step);
    return step;
}

std::vector<std::string> linesOf(const fs::path& file) {
    std::vector<std::string> lines;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

Result<void> keepUpTo(const fs::path& file, std::int64_t step) {
    std::error_code fault;
    if (!fs::exists(file, fault)) return {};
    std::string kept;
    for (const std::string& line : linesOf(file)) {
        if (stepOf(line) <= step) kept += line + "\n"; // the head counts as -1
    }
    ORFEAS_TRY(out, io::AtomicFile::create(file));
    ORFEAS_CHECK(out.write(std::as_bytes(std::span(kept))));
    return out.commit();
}

// Column `column` over the first one.
Curve curveOf(const fs::path& file, int column, std::string name) {
    Curve curve{std::move(name), {}};
    for (const std::string& line : linesOf(file)) {
        if (stepOf(line) < 0) continue;
        std::istringstream cells(line);
        std::string cell;
        for (int c = 0; c <= column; ++c)
            std::getline(cells, cell, ',');
        double value = 0.0;
        const auto end = cell.data() + cell.size();
        if (std::from_chars(cell.data(), end, value).ec == std::errc{})
            curve.points.push_back({double(stepOf(line)), value});
    }
    return curve;
}

} // namespace

Result<void> TrainingLog::rewind(std::int64_t step) const {
    ORFEAS_CHECK(keepUpTo(m_folder / kLossFile, step));
    return keepUpTo(m_folder / kValidationFile, step);
}

Result<void> TrainingLog::add(const StepFacts& facts) const {
    std::string line = std::to_string(facts.step);
    for (const double value : {facts.loss, facts.depth, facts.slope, facts.offset, facts.color,
                               facts.elevation, facts.camera, facts.learningRate, facts.seconds})
        line += "," + text(value);
    return append(m_folder / kLossFile, kLossHead, line + "\n");
}

Result<void> TrainingLog::add(const ValidationFacts& facts) const {
    std::string line = std::to_string(facts.step);
    for (const double value : {facts.loss, facts.depth, facts.iou, facts.surface, facts.elevation})
        line += "," + text(value);
    line += ",";
    for (const FamilyScore& family : facts.families)
        line += family.family + "=" + text(family.iou) + " ";
    return append(m_folder / kValidationFile, kValidationHead, line + "\n");
}

Result<void> TrainingLog::plot() const {
    const Curve raw = curveOf(m_folder / kLossFile, 1, "loss");
    const std::vector<Panel> panels{
        {"Loss", {smoothed(raw, 50, "training"), curveOf(m_folder / kValidationFile, 1, "validation")}},
        {"Front and back, cube units",
         {smoothed(curveOf(m_folder / kLossFile, 2, ""), 50, "training"),
          curveOf(m_folder / kValidationFile, 2, "validation")}},
        {"Near the surface",
         {smoothed(curveOf(m_folder / kLossFile, 4, ""), 50, "cross entropy of inside"),
          smoothed(curveOf(m_folder / kLossFile, 5, ""), 50, "colour")}},
        {"Validation",
         {curveOf(m_folder / kValidationFile, 3, "IoU of the volume"),
          curveOf(m_folder / kValidationFile, 4, "surface points on the right side")}}};
    const std::string svg = plotSvg(panels);
    ORFEAS_TRY(out, io::AtomicFile::create(m_folder / kPlotFile));
    ORFEAS_CHECK(out.write(std::as_bytes(std::span(svg))));
    return out.commit();
}

} // namespace orfeas::inference
