// Print checks in words and as JSON.
#pragma once

#include <string>

#include "app/report.h"
#include "core/base/result.h"
#include "core/io/mesh_format.h"
#include "core/print/check.h"
#include "core/print/report.h"

namespace CLI {
class App;
}

namespace orfeas::app {

/// What --profile and --printer say.
struct PrintChoice {
    std::string profile; ///< empty: the printer's
    std::string printer; ///< empty: the default one
};

void addPrintOptions(CLI::App& command, PrintChoice& choice);

/// Looks the names up, among the user's own profiles too.
Result<print::CheckOptions> checkOptions(const PrintChoice& choice);

/// All parts in one mesh, as they stand in the scene: what a slicer sees. `longestMm` above 0 scales it.
std::shared_ptr<const mesh::Mesh> sceneMesh(const io::ReadMesh& read, double longestMm = 0.0);

/// What the reader had to leave out, as findings of the report.
void addFileFindings(print::Report& report, const io::ReadLosses& losses);

Json toJson(const print::Report& report);
/// Lines with an indent of two spaces, the gravest first; none for notes unless `withNotes`.
std::string findingsText(const print::Report& report, bool withNotes);

} // namespace orfeas::app
