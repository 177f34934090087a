#include "ui/command_list.h"

#include <array>

#include <QAction>
#include <QCoreApplication>
#include <QWidget>

#include "ui/icon.h"

namespace orfeas::ui {
namespace {

#define TEXT(text) QT_TRANSLATE_NOOP("Command", text)
using enum CommandId;
using enum CommandGroup;

constexpr std::array kCommands = {
    Command{New, File, TEXT("New project"), "new", "Ctrl+N",
            TEXT("Begin with an empty bed; what is open stays kept")},
    Command{Open, File, TEXT("Open…"), "open", "Ctrl+O",
            TEXT("Make objects from pictures, add meshes, or open a project")},
    Command{Paste, File, TEXT("Paste picture"), "paste", "Ctrl+V",
            TEXT("Make an object from the picture or the files on the clipboard")},
    Command{Save, File, TEXT("Save"), "save", "Ctrl+S",
            TEXT("Keep what is there now as a version of the project"), false, true},
    Command{SaveVersion, File, TEXT("Save a named version…"), "tag", "Ctrl+Alt+S",
            TEXT("Keep a version under a name of your own")},
    Command{SaveAs, File, TEXT("Save as…"), "", "Ctrl+Shift+S",
            TEXT("Go on in another file, with the whole history")},
    Command{Project, File, TEXT("Project…"), "info", "Ctrl+Alt+P",
            TEXT("Share the project, its backups, whether it is sound, git repositories")},
    Command{Export, File, TEXT("Export…"), "export", "Ctrl+E", TEXT("Write objects to a file for the slicer"),
            false, true},
    Command{OpenInSlicer, File, TEXT("Open in slicer"), "", "Ctrl+Shift+E",
            TEXT("Hand the visible objects as one 3MF to PrusaSlicer, OrcaSlicer, Bambu Studio or Cura")},
    Command{Models, File, TEXT("Models…"), "cube", "",
            TEXT("Networks that reconstruct whole objects: add weights, see what fits this machine"), false,
            true},
    Command{Quit, File, TEXT("Quit"), "quit", "Ctrl+Q", TEXT("Close Orfeas Studio"), false, true},

    Command{Undo, Edit, TEXT("Undo"), "undo", "Ctrl+Z", TEXT("Take back the last change")},
    Command{Redo, Edit, TEXT("Redo"), "redo", "Ctrl+Shift+Z; Ctrl+Y", TEXT("Bring back what was taken back")},
    Command{Rename, Edit, TEXT("Rename"), "rename", "F2", TEXT("Give the selected object another name"),
            false, true},
    Command{ToggleVisible, Edit, TEXT("Show or hide"), "eye", "H", TEXT("Show or hide the selected objects")},
    Command{ToggleLocked, Edit, TEXT("Lock or unlock"), "lock", "Ctrl+L",
            TEXT("What is locked is neither picked in the viewport nor moved nor removed")},
    Command{Group, Edit, TEXT("Group"), "group", "Ctrl+G", TEXT("Put the selected objects into one group")},
    Command{Ungroup, Edit, TEXT("Ungroup"), "", "Ctrl+Shift+G",
            TEXT("Take the selected objects out of their groups")},
    Command{Remove, Edit, TEXT("Remove"), "trash", "Del", TEXT("Remove the selected objects")},
    Command{SelectAll, Edit, TEXT("Select all"), "select-all", "Ctrl+A", TEXT("Select every object"), false,
            true},
    Command{SelectNone, Edit, TEXT("Select nothing"), "", "Ctrl+Shift+A",
            TEXT("Select no object: the settings are then those of the next picture")},
    Command{SelectInverse, Edit, TEXT("Invert selection"), "", "Ctrl+I",
            TEXT("Select what is not selected, and nothing else")},
    Command{
        Repair, Edit, TEXT("Repair…"), "", "Ctrl+R",
        TEXT("Work out what keeps the selected object from being a sound solid, and show every change first"),
        false, true},
    Command{PauseJobs, Edit, TEXT("Pause all jobs"), "pause", "Ctrl+Shift+.",
            TEXT("Everything that is being made stands still and keeps what it has"), true, true},
    Command{CancelJobs, Edit, TEXT("Stop all jobs"), "stop", "Ctrl+.",
            TEXT("Cancel everything that is being made")},

    Command{ToolSelect, Object, TEXT("Select"), "select", "Q",
            TEXT("Click selects, Shift+drag draws a box around more"), true},
    Command{ToolMove, Object, TEXT("Move"), "move", "G",
            TEXT("Handles that move the selected objects; with Ctrl in whole millimetres"), true},
    Command{ToolRotate, Object, TEXT("Rotate"), "rotate", "R",
            TEXT("Handles that turn the selected objects; with Ctrl in steps of 15 degrees"), true},
    Command{ToolScale, Object, TEXT("Scale"), "scale", "S",
            TEXT("Handles that make the selected objects larger and smaller; with Ctrl in steps of 5 %"),
            true},
    Command{ToolLayFlat, Object, TEXT("Lay flat"), "lay-flat", "L",
            TEXT("Click a face: the object is turned so that it lies on the bed"), true},
    Command{Snap, Object, TEXT("Snap"), "", "Shift+S",
            TEXT("Handles move in steps of 1 mm, 15 degrees, 5 %; Ctrl does the opposite while held"), true},
    Command{DropToBed, Object, TEXT("Drop to bed"), "drop", "End",
            TEXT("Put each selected object onto the bed"), false, true},
    Command{Duplicate, Object, TEXT("Duplicate"), "duplicate", "Ctrl+D",
            TEXT("Copies that share the shape: a thousand need no more memory than one"), false, true},
    Command{Array, Object, TEXT("Array…"), "array", "Ctrl+Shift+D",
            TEXT("Rows and columns of copies that share the shape")},
    Command{MakeUnique, Object, TEXT("Make unique"), "", "",
            TEXT("Give each selected object a shape of its own, no longer shared with its copies")},
    Command{MirrorX, Object, TEXT("Mirror left and right"), "mirror", "Ctrl+M", TEXT("Mirror across X"),
            false, true},
    Command{MirrorY, Object, TEXT("Mirror front and back"), "", "", TEXT("Mirror across Y")},
    Command{MirrorZ, Object, TEXT("Mirror top and bottom"), "", "", TEXT("Mirror across Z")},
    Command{PackOnBed, Object, TEXT("Arrange on the bed"), "array", "A",
            TEXT("Put everything that is not locked onto the bed in rows, clear of each other"), false, true},

    Command{FrameSelection, View, TEXT("Frame selection"), "frame", "F",
            TEXT("Look at the selected objects")},
    Command{FrameAll, View, TEXT("Frame all"), "home", "Home", TEXT("Look at everything on the bed")},
    Command{ViewFront, View, TEXT("From the front"), "view-front", "1", TEXT("Look from the front"), false,
            true},
    Command{ViewBack, View, TEXT("From the back"), "", "Alt+1", TEXT("Look from the back")},
    Command{ViewRight, View, TEXT("From the right"), "view-side", "3", TEXT("Look from the right")},
    Command{ViewLeft, View, TEXT("From the left"), "", "Alt+3", TEXT("Look from the left")},
    Command{ViewTop, View, TEXT("From above"), "view-top", "7", TEXT("Look from above")},
    Command{ViewBottom, View, TEXT("From below"), "", "Alt+7", TEXT("Look from below")},
    Command{Projection, View, TEXT("Parallel projection"), "perspective", "5",
            TEXT("Draw parallel lines as parallel: for judging proportions"), true},
    Command{ShadeSmooth, View, TEXT("Shaded"), "shaded", "Z",
            TEXT("Smooth shading with the picture's colours"), true, true},
    Command{ShadeFlat, View, TEXT("Flat"), "flat", "Shift+W", TEXT("Every triangle shaded by itself"), true},
    Command{ShadeWire, View, TEXT("Wire"), "wire", "W", TEXT("The triangles' edges"), true},
    Command{ShadeXray, View, TEXT("X-ray"), "", "Alt+Z",
            TEXT("Look through everything; boxes select through it, too"), true},
    Command{ShadeMatcap, View, TEXT("Polished"), "", "M", TEXT("Reflections show dents and bumps best"),
            true},
    Command{ShadeNormals, View, TEXT("Normals"), "", "N", TEXT("Colours tell which way the surface faces"),
            true},
    Command{ShadeOverhang, View, TEXT("Overhang"), "", "O",
            TEXT("Colours tell what leans out more than 45 degrees and would be printed on air"), true},
    Command{MapThickness, View, TEXT("Wall thickness"), "", "T",
            TEXT("Colours tell how thick the selected object's walls are"), true},
    Command{Section, View, TEXT("Section"), "", "C", TEXT("Cut everything open; the cut can be moved"), true,
            true},
    Command{SectionUp, View, TEXT("Move the section forward"), "", "Ctrl+Up", TEXT("By one millimetre")},
    Command{SectionDown, View, TEXT("Move the section back"), "", "Ctrl+Down", TEXT("By one millimetre")},
    Command{BackdropDark, View, TEXT("Dark studio"), "", "", TEXT("What stands behind the objects"), true,
            true},
    Command{BackdropLight, View, TEXT("Light studio"), "", "", TEXT("Bright, for manuals and shops"), true},
    Command{BackdropPlain, View, TEXT("Plain background"), "", "", TEXT("The window's own colour"), true},
    Command{Turntable, View, TEXT("Turntable"), "", "Shift+T", TEXT("Turn slowly around what is looked at"),
            true, true},
    Command{SplitView, View, TEXT("Two views"), "compare", "V",
            TEXT("What is there now stays at the left, to compare with what you do next"), true},
    Command{LinkCameras, View, TEXT("Link the views"), "", "Shift+V",
            TEXT("Both views look from the same place"), true},
    Command{Panels, View, TEXT("Panels"), "panels", "Ctrl+\\",
            TEXT("Show or hide all panels; Tab does the same in the viewport"), true, true},
    Command{TabMake, View, TEXT("Make"), "", "Ctrl+1", TEXT("How the object is made"), false, true},
    Command{TabShape, View, TEXT("Shape"), "", "Ctrl+2",
            TEXT("Where the object stands and what is true of it")},
    Command{TabPrint, View, TEXT("Print"), "", "Ctrl+3", TEXT("Whether the object can be printed")},
    Command{TabHistory, View, TEXT("History"), "", "Ctrl+4", TEXT("What was done, and the way back"), false},
    Command{Activity, View, TEXT("Activity…"), "clock", "Ctrl+J",
            TEXT("Jobs, times, memory and kept results on this machine"), false, true},
    Command{NextRegion, View, TEXT("Next region"), "next", "F6",
            TEXT("Move the keyboard to the next of: viewport, pictures, objects, settings")},
    Command{FullScreen, View, TEXT("Full screen"), "", "F11", TEXT("Use the whole screen"), true},
    Command{ResetLayout, View, TEXT("Reset layout"), "reset", "",
            TEXT("Put the panels back where they were at first")},
    Command{DebugOverlay, View, TEXT("Measurements"), "", "F12",
            TEXT("Frame and pass times, draws, triangles, graphics memory and jobs, over the viewport"),
            true},

    Command{Commands, Help, TEXT("Find a command…"), "search", "Ctrl+K",
            TEXT("Type a few letters of any command")},
    Command{Shortcuts, Help, TEXT("Shortcuts"), "keyboard", "?",
            TEXT("All keys and mouse moves on one page")},
    Command{About, Help, TEXT("About Orfeas"), "info", "", TEXT("Version and licence"), false, true},
};
#undef TEXT

constexpr bool followsTheEnum() {
    for (std::size_t i = 0; i < kCommands.size(); ++i) {
        if (kCommands[i].id != static_cast<CommandId>(i)) return false;
    }
    return true;
}
static_assert(followsTheEnum(), "the table is indexed by CommandId");

QString translated(const char* text) {
    return QCoreApplication::translate("Command", text);
}

} // namespace

std::span<const Command> commands() {
    return kCommands;
}

QList<QKeySequence> shortcutsOf(const Command& command) {
    if (*command.shortcuts == '\0') return {};
    return QKeySequence::listFromString(QString::fromLatin1(command.shortcuts), QKeySequence::PortableText);
}

QString groupTitle(CommandGroup group) {
    switch (group) {
    case File:
        return QCoreApplication::translate("CommandGroup", "File");
    case Edit:
        return QCoreApplication::translate("CommandGroup", "Edit");
    case Object:
        return QCoreApplication::translate("CommandGroup", "Object");
    case View:
        return QCoreApplication::translate("CommandGroup", "View");
    case Help:
        return QCoreApplication::translate("CommandGroup", "Help");
    }
    return {};
}

CommandList::CommandList(QWidget* window) : QObject(window) {
    for (const Command& command : kCommands) {
        auto* action = new QAction(translated(command.text), window);
        if (*command.icon != '\0') action->setIcon(icon(QString::fromLatin1(command.icon)));
        action->setShortcuts(shortcutsOf(command));
        action->setCheckable(command.checkable);
        action->setToolTip(toolTip(command, {}));
        action->setStatusTip(translated(command.help));
        window->addAction(action);
        m_actions.emplace(command.id, action);
    }
}

void CommandList::setDetail(CommandId id, const QString& detail) {
    action(id)->setToolTip(toolTip(kCommands[static_cast<std::size_t>(id)], detail));
}

QString CommandList::toolTip(const Command& command, const QString& detail) const {
    QString title = translated(command.text);
    title.remove(QChar(0x2026));
    const QList<QKeySequence> keys = shortcutsOf(command);
    if (!keys.isEmpty()) title += " (" + keys.first().toString(QKeySequence::NativeText) + ")";
    return title + "\n" + (detail.isEmpty() ? translated(command.help) : detail);
}

} // namespace orfeas::ui
