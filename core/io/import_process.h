// The short-lived importer process, seen from outside. Inside core/io only.
#pragma once

#include "core/base/result.h"
#include "core/io/codec.h"
#include "core/io/import_form.h"

namespace orfeas::io {

/// Runs `orfeas-import` on the file with limits on memory, time and output, and reads its result. The process is
/// killed when the time is up or the job is cancelled. The program is looked for in the folder ORFEAS_LIBEXEC
/// names, beside the running program, and in ../libexec/orfeas from there.
Result<ImportScene> runImporter(const FileReader& file, const ReadJob& job);

} // namespace orfeas::io
