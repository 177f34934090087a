#include "core/print/report.h"

#include <algorithm>
#include <array>

namespace orfeas::print {
namespace {

struct KindWords {
    FindingKind kind;
    std::string_view name;
    std::string_view title;
};

constexpr std::array kKinds{
    KindWords{FindingKind::InvalidPoints, "invalid-points", "Points that are nowhere"},
    KindWords{FindingKind::OpenEdges, "open-edges", "Open edges"},
    KindWords{FindingKind::UnsharedPoints, "unshared-points", "Points not joined"},
    KindWords{FindingKind::NonManifoldEdges, "non-manifold-edges", "Edges of more than two triangles"},
    KindWords{FindingKind::NonManifoldVertices, "non-manifold-vertices", "Points that only touch"},
    KindWords{FindingKind::Orientation, "orientation", "Turned triangles"},
    KindWords{FindingKind::DegenerateFaces, "degenerate-faces", "Collapsed triangles"},
    KindWords{FindingKind::SliverFaces, "sliver-faces", "Triangles without area"},
    KindWords{FindingKind::DuplicateFaces, "duplicate-faces", "Doubled triangles"},
    KindWords{FindingKind::InternalFaces, "internal-faces", "Sheets without thickness"},
    KindWords{FindingKind::SelfIntersections, "self-intersections", "Surface through itself"},
    KindWords{FindingKind::InvertedShells, "inverted-shells", "Inside out"},
    KindWords{FindingKind::NestedShells, "nested-shells", "Body within a body"},
    KindWords{FindingKind::NoVolume, "no-volume", "No volume"},
    KindWords{FindingKind::FarFromOrigin, "far-from-origin", "Far from the origin"},
    KindWords{FindingKind::FloatingParts, "floating-parts", "Floating parts"},
    KindWords{FindingKind::Crumbs, "crumbs", "Crumbs"},
    KindWords{FindingKind::ThinWalls, "thin-walls", "Thin walls"},
    KindWords{FindingKind::SmallFeatures, "small-features", "Fine details"},
    KindWords{FindingKind::Overhangs, "overhangs", "Overhangs"},
    KindWords{FindingKind::Bridges, "bridges", "Bridges"},
    KindWords{FindingKind::Islands, "islands", "Begins in the air"},
    KindWords{FindingKind::BaseContact, "base-contact", "Contact with the bed"},
    KindWords{FindingKind::Stability, "stability", "Stability"},
    KindWords{FindingKind::BuildVolume, "build-volume", "Too large for the printer"},
    KindWords{FindingKind::ScaleSuspicion, "scale-suspicion", "Size"},
    KindWords{FindingKind::TriangleCount, "triangle-count", "Number of triangles"},
    KindWords{FindingKind::TrappedVolume, "trapped-volume", "Closed cavities"},
    KindWords{FindingKind::FileDamage, "file-damage", "Damaged file"},
};

const KindWords& wordsOf(FindingKind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

constexpr bool kindsAreInOrder() {
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        if (static_cast<std::size_t>(kKinds[i].kind) != i) return false;
    }
    return kKinds.size() == static_cast<std::size_t>(FindingKind::FileDamage) + 1;
}
static_assert(kindsAreInOrder());

} // namespace

std::string_view nameOf(FindingKind kind) {
    return wordsOf(kind).name;
}

std::string_view titleOf(FindingKind kind) {
    return wordsOf(kind).title;
}

std::string_view nameOf(Severity severity) {
    return severity == Severity::Failure ? "failure" : severity == Severity::Warning ? "warning" : "note";
}

std::string_view nameOf(Verdict verdict) {
    return verdict == Verdict::Prints           ? "prints"
           : verdict == Verdict::PrintsWithCare ? "prints-with-care"
                                                : "does-not-print";
}

std::string_view titleOf(Verdict verdict) {
    return verdict == Verdict::Prints           ? "Prints"
           : verdict == Verdict::PrintsWithCare ? "Prints with care"
                                                : "Does not print";
}

Verdict Report::verdict() const {
    Verdict worst = Verdict::Prints;
    for (const Finding& finding : findings) {
        if (finding.severity == Severity::Failure) return Verdict::DoesNotPrint;
        if (finding.severity == Severity::Warning) worst = Verdict::PrintsWithCare;
    }
    return worst;
}

const Finding* Report::find(FindingKind kind) const {
    const auto at =
        std::find_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.kind == kind; });
    return at == findings.end() ? nullptr : &*at;
}

bool Report::isSound() const {
    return std::none_of(findings.begin(), findings.end(), [](const Finding& f) {
        return f.kind <= FindingKind::FarFromOrigin && f.severity != Severity::Note;
    });
}

std::string verdictSentence(const Report& report) {
    const Verdict verdict = report.verdict();
    std::string sentence(titleOf(verdict));
    if (verdict == Verdict::Prints) return sentence;
    const Severity wanted = verdict == Verdict::DoesNotPrint ? Severity::Failure : Severity::Warning;
    const Finding* first = nullptr;
    std::size_t more = 0;
    for (const Finding& finding : report.findings) {
        if (finding.severity != wanted) continue;
        if (!first)
            first = &finding;
        else
            ++more;
    }
    sentence += ": ";
    sentence += titleOf(first->kind);
    if (more > 0) sentence += " and " + std::to_string(more) + " more";
    return sentence;
}

} // namespace orfeas::print
