// The tools that get objects ready for the printer, as values: the panel's forms are built from this list.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <QString>
#include <QStringList>

#include "core/print/check.h"
#include "core/project/project_service.h"

namespace orfeas::ui {

/// One tool: a name, what it does in words, its settings, and the work. UI thread, but for `work`.
struct PrepareTool {
    enum class Kind { Number, Choice, Text };
    enum class Group { Place, Shape, Surface };
    struct Setting {
        Kind kind = Kind::Number;
        QString name;
        QString help;
        QString unit; ///< of a number
        double least = 0.0;
        double most = 1.0;
        double usual = 0.0; ///< the first value; of a choice: its index
        int decimals = 1;
        QStringList choices;
    };
    /// What a tool is run on. Numbers and choices (as indices) in the order of the settings; text beside them.
    struct Input {
        std::vector<project::ObjectPtr> objects;
        std::vector<double> values;
        std::string text;
        print::CheckOptions print;
    };
    using Operation = project::ProjectService::Operation;
    using Work =
        std::function<Result<Operation>(const Input&, const project::Document&, const jobs::JobContext&)>;

    QString name;    ///< "Hollow": the head of the form
    QString id;      ///< "hollow": names widgets
    QString summary; ///< one line
    QString apply;   ///< on the button
    Group group = Group::Shape;
    std::size_t leastObjects = 1;
    std::vector<Setting> settings;
    Work work; ///< any thread
};

const std::vector<PrepareTool>& prepareTools();
/// Null when there is none.
const PrepareTool* findPrepareTool(const QString& id);

} // namespace orfeas::ui
