#include "ui/prepare/prepare_tool.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>

#include <glm/gtc/matrix_transform.hpp>

#include "core/project/scene_transform.h"
#include "ui/prepare/tool_work.h"

namespace orfeas::ui {
namespace {

using Input = PrepareTool::Input;
using Operation = PrepareTool::Operation;
using Setting = PrepareTool::Setting;
using Group = PrepareTool::Group;

QString words(const char* text) {
    return QCoreApplication::translate("PrepareTool", text);
}

Setting length(const char* name, const char* help, double least, double most, double usual,
               int decimals = 1) {
    return {
        PrepareTool::Kind::Number, words(name), words(help), words("mm"), least, most, usual, decimals, {}};
}

Setting count(const char* name, const char* help, double least, double most, double usual) {
    return {PrepareTool::Kind::Number, words(name), words(help), {}, least, most, usual, 0, {}};
}

Setting choice(const char* name, const char* help, QStringList choices, int usual = 0) {
    return {PrepareTool::Kind::Choice, words(name), words(help), {}, 0, 0, double(usual), 0,
            std::move(choices)};
}

QStringList axes() {
    return {words("X"), words("Y"), words("Z")};
}

PrepareTool::Work
edit(std::function<Result<project::Document>(const project::Document&, const Input&)> change) {
    return
        [change](const Input& input, const project::Document&, const jobs::JobContext&) -> Result<Operation> {
            return Operation(
                [change, input](const project::Document& document) { return change(document, input); });
        };
}

// What needs no setting (drop, mirror, arrange) is a command of the Object menu and has no second place here.
std::vector<PrepareTool> placeTools() {
    return {
        {words("Lay"),
         "layBest",
         words("Turn it the way that prints best"),
         words("Lay the best way"),
         Group::Place,
         1,
         {},
         layBest()},
        {words("Size"),
         "size",
         words("Scale to a length, every side alike"),
         words("Scale"),
         Group::Place,
         1,
         {length("Longest side", "The longest side of the selected objects together becomes this long", 1.0,
                 2000.0, 80.0)},
         edit([](const project::Document& document, const Input& in) {
             return scaledTogether(document, in);
         })},
    };
}

std::vector<PrepareTool> shapeTools() {
    return {
        {words("Flat base"),
         "flatBase",
         words("Cut the underside flat, so that it stands"),
         words("Cut flat"),
         Group::Shape,
         1,
         {length("Cut off", "How much of the underside goes", 0.1, 50.0, 0.5)},
         flatBase()},
        {words("Cut"),
         "cut",
         words("Cut in two along a plane"),
         words("Cut"),
         Group::Shape,
         1,
         {choice("Across", "The axis that the cut is square to", axes(), 2),
          {PrepareTool::Kind::Number,
           words("At"),
           words("Where along the axis, from one side of the object to the other"),
           words("%"),
           1.0,
           99.0,
           50.0,
           0,
           {}},
          count("Pegs", "Pegs on one half and holes in the other, to join them again", 0, 8, 0),
          length("Peg width", "Diameter of a peg", 1.0, 20.0, 4.0)},
         cutInTwo()},
        {words("Split"),
         "split",
         words("Every connected part becomes an object"),
         words("Split"),
         Group::Shape,
         1,
         {},
         splitUp()},
        {words("Combine"),
         "combine",
         words("Two or more selected objects become one"),
         words("Combine"),
         Group::Shape,
         2,
         {choice("How", "The first selected object and the others: added, taken away, or what they share",
                 {words("Union"), words("Difference"), words("Intersection")})},
         combineAll()},
        {words("Hollow"),
         "hollow",
         words("Take the inside out and leave walls"),
         words("Hollow"),
         Group::Shape,
         1,
         {length("Wall", "Thickness of the walls", 0.4, 20.0, 2.0),
          count("Drain holes", "Holes through the underside, for resin to run out", 0, 8, 0),
          length("Hole width", "Diameter of a drain hole", 1.0, 20.0, 4.0)},
         hollowOut()},
        {words("Thicken"),
         "thicken",
         words("Make walls that are too thin thicker"),
         words("Thicken"),
         Group::Shape,
         1,
         {length("At least", "Walls thinner than this become this thick", 0.2, 5.0, 1.2, 2)},
         thicken()},
        {words("Text"),
         "text",
         words("Letters that stand out or are cut in"),
         words("Write"),
         Group::Shape,
         1,
         {{PrepareTool::Kind::Text, words("Text"), words("One line of letters"), {}, 0, 0, 0, 0, {}},
          choice(
              "Side", "The side that is written on; objects face the front",
              {words("Front"), words("Back"), words("Left"), words("Right"), words("Top"), words("Bottom")}),
          choice("Letters", "Whether the letters stand out of the surface or are cut into it",
                 {words("Stand out"), words("Cut in")}),
          length("Height", "Of a capital letter", 1.0, 200.0, 8.0),
          length("Depth", "How far the letters stand out or are cut in", 0.2, 10.0, 0.8, 2),
          length("Right by", "From the middle of the side", -500.0, 500.0, 0.0),
          length("Up by", "From the middle of the side", -500.0, 500.0, 0.0)},
         writeText()},
    };
}

std::vector<PrepareTool> surfaceTools() {
    return {
        {words("Simplify"),
         "simplify",
         words("Fewer triangles, the same shape"),
         words("Simplify"),
         Group::Surface,
         1,
         {count("Triangles", "About how many to keep; 0 keeps as few as the error allows", 0, 5'000'000,
                50'000),
          length("Error", "How far the surface may move at most; 0 does not limit it", 0.0, 5.0, 0.0, 3)},
         simplify()},
        {words("Smooth"),
         "smooth",
         words("Even the surface out and keep the volume"),
         words("Smooth"),
         Group::Surface,
         1,
         {count("Rounds", "How often", 1, 100, 10)},
         smooth()},
        {words("Remesh"),
         "remesh",
         words("Make the surface anew, evenly, from voxels"),
         words("Remesh"),
         Group::Surface,
         1,
         {length("Voxel", "Details smaller than this are lost", 0.1, 10.0, 0.5, 2)},
         remesh()},
    };
}

} // namespace

const std::vector<PrepareTool>& prepareTools() {
    static const std::vector<PrepareTool> tools = [] {
        std::vector<PrepareTool> all = placeTools();
        for (const auto& more : {shapeTools(), surfaceTools()})
            all.insert(all.end(), more.begin(), more.end());
        return all;
    }();
    return tools;
}

const PrepareTool* findPrepareTool(const QString& id) {
    const auto& all = prepareTools();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const PrepareTool& tool) { return tool.id == id; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace orfeas::ui
