// Every command of the program, declared in one list: text, icon, shortcuts, help, menu. Menus, tool buttons, the
// command palette and the shortcuts sheet are built from it.
#pragma once

#include <map>
#include <span>

#include <QKeySequence>
#include <QList>
#include <QObject>
#include <QString>

class QAction;
class QWidget;

namespace orfeas::ui {

enum class CommandId {
    New,
    Open,
    Paste,
    Save,
    SaveVersion,
    SaveAs,
    Project,
    Export,
    OpenInSlicer,
    Models,
    Quit,
    Undo,
    Redo,
    Rename,
    ToggleVisible,
    ToggleLocked,
    Group,
    Ungroup,
    Remove,
    SelectAll,
    SelectNone,
    SelectInverse,
    Repair,
    PauseJobs,
    CancelJobs,
    ToolSelect,
    ToolMove,
    ToolRotate,
    ToolScale,
    ToolLayFlat,
    Snap,
    DropToBed,
    Duplicate,
    Array,
    MakeUnique,
    MirrorX,
    MirrorY,
    MirrorZ,
    PackOnBed,
    FrameSelection,
    FrameAll,
    ViewFront,
    ViewBack,
    ViewRight,
    ViewLeft,
    ViewTop,
    ViewBottom,
    Projection,
    ShadeSmooth,
    ShadeFlat,
    ShadeWire,
    ShadeXray,
    ShadeMatcap,
    ShadeNormals,
    ShadeOverhang,
    MapThickness,
    Section,
    SectionUp,
    SectionDown,
    BackdropDark,
    BackdropLight,
    BackdropPlain,
    Turntable,
    SplitView,
    LinkCameras,
    Panels,
    TabMake,
    TabShape,
    TabPrint,
    TabHistory,
    Activity,
    NextRegion,
    FullScreen,
    ResetLayout,
    DebugOverlay,
    Commands,
    Shortcuts,
    About,
};

enum class CommandGroup { File, Edit, Object, View, Help };

/// One declaration. Texts are untranslated: CommandList translates.
struct Command {
    CommandId id;
    CommandGroup group;
    const char* text;      ///< "Frame selection"
    const char* icon;      ///< of resources/icons, or empty
    const char* shortcuts; ///< "Ctrl+Shift+Z; Ctrl+Y", portable text
    const char* help;      ///< one sentence for tooltips and the palette
    bool checkable = false;
    bool separatorBefore = false;
};

std::span<const Command> commands();
/// The keys of a command, the one to show first; empty when it has none.
QList<QKeySequence> shortcutsOf(const Command& command);
QString groupTitle(CommandGroup group);

/// The actions made from the list. Owner: the main window, which the shortcuts act in. UI thread.
class CommandList : public QObject {
    Q_OBJECT
public:
    explicit CommandList(QWidget* window);

    QAction* action(CommandId id) const { return m_actions.at(id); }

    /// Puts more into the tooltip: what undo would take back.
    void setDetail(CommandId id, const QString& detail);

private:
    QString toolTip(const Command& command, const QString& detail) const;
    std::map<CommandId, QAction*> m_actions;
};

} // namespace orfeas::ui
