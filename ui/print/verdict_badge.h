// How the verdict of a print check looks wherever an object appears.
#pragma once

#include <string_view>

#include <QString>

#include "core/print/report.h"
#include "ui/widgets/painting.h"

namespace orfeas::ui {

QString text(std::string_view words);
QString verdictTitle(print::Verdict verdict); ///< "Prints", "Prints with care", "Does not print"
/// Icon and colour of a verdict beside these words.
BadgeLook verdictBadge(print::Verdict verdict, const QString& words);

} // namespace orfeas::ui
