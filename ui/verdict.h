// What the program says about a mesh, in words: the same everywhere.
#pragma once

#include <QString>

#include "core/mesh/mesh_facts.h"

namespace orfeas::ui {

QString verdictWord(const mesh::MeshFacts& facts); ///< "Closed", "Not closed", "Not a solid"
QString
verdictSentence(const mesh::MeshFacts& facts); ///< "12 open edges and 3 edges with more than two triangles"

} // namespace orfeas::ui
