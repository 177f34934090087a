// What the tools of the list do to objects. Any thread.
#pragma once

#include "ui/prepare/prepare_tool.h"

namespace orfeas::ui {

std::vector<project::ObjectId> idsOf(const PrepareTool::Input& input);

// Edits of places.
Result<project::Document> scaledTogether(const project::Document& document, const PrepareTool::Input& input);

// Work on shapes: turned and scaled as the objects stand, so that lengths are what the printer makes.
/// Each object the way print::findOrientations thinks best.
PrepareTool::Work layBest();
PrepareTool::Work flatBase();
PrepareTool::Work cutInTwo();
PrepareTool::Work splitUp();
PrepareTool::Work combineAll();
PrepareTool::Work hollowOut();
PrepareTool::Work thicken();
PrepareTool::Work writeText();
PrepareTool::Work simplify();
PrepareTool::Work smooth();
PrepareTool::Work remesh();

} // namespace orfeas::ui
