#include "ui/verdict.h"

#include <QCoreApplication>
#include <QStringList>

#include "ui/text_format.h"

namespace orfeas::ui {
namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Verdict", text);
}

void add(QStringList& faults, std::size_t count, const char* one, const char* many) {
    if (count == 1) faults << translated(one);
    if (count > 1) faults << translated(many).arg(countText(count));
}

} // namespace

QString verdictWord(const mesh::MeshFacts& facts) {
    if (facts.solid()) return translated("Closed");
    return facts.closed() ? translated("Not a solid") : translated("Not closed");
}

QString verdictSentence(const mesh::MeshFacts& facts) {
    if (facts.solid()) return translated("Every edge joins two triangles, and the inside is inside");
    QStringList faults;
    add(faults, facts.openEdges, "1 open edge", "%1 open edges");
    add(faults, facts.nonManifoldEdges, "1 edge with more than two triangles",
        "%1 edges with more than two triangles");
    add(faults, facts.flippedEdges, "1 edge where the outside turns over",
        "%1 edges where the outside turns over");
    add(faults, facts.nonManifoldVertices, "1 point that only touches", "%1 points that only touch");
    add(faults, facts.degenerateTriangles, "1 triangle without area", "%1 triangles without area");
    add(faults, facts.duplicateTriangles, "1 doubled triangle", "%1 doubled triangles");
    add(faults, facts.invalidVertices, "1 point that is nowhere", "%1 points that are nowhere");
    if (faults.isEmpty()) faults << translated("The surface is inside out");
    return faults.join(", ");
}

} // namespace orfeas::ui
