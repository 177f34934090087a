#include "ui/print/verdict_badge.h"

namespace orfeas::ui {

QString text(std::string_view words) {
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size()));
}

QString verdictTitle(print::Verdict verdict) {
    return text(print::titleOf(verdict));
}

BadgeLook verdictBadge(print::Verdict verdict, const QString& words) {
    switch (verdict) {
    case print::Verdict::Prints:
        return {"check", words, theme().ok, theme().okFill};
    case print::Verdict::PrintsWithCare:
        return {"alert", words, theme().warning, theme().warningFill};
    case print::Verdict::DoesNotPrint:
        break;
    }
    return {"cross", words, theme().failure, theme().failureFill};
}

} // namespace orfeas::ui
