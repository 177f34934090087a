// What the sub-commands of `orfeas history` share; each file of them adds its own.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/command_line.h"
#include "app/report.h"
#include "core/project/project_history.h"

namespace orfeas::app {

struct HistoryOptions {
    std::filesystem::path project;
    std::vector<std::string> words; ///< versions, names
    std::filesystem::path folder;
    std::filesystem::path output;
    std::string location; ///< where variants are shared
    std::string message;
    std::string from;
    std::string renameTo;
    std::string into;
    std::string author;
    std::vector<std::string> takes; ///< "ID=theirs"
    std::size_t limit = 50;
    std::size_t keep = 5;
    double graceDays = 14.0;
    double maxAgeDays = 30.0;
    bool ours = false;
    bool theirs = false;
    bool both = false;
    bool shapes = false;
    bool remove = false;
    bool switchTo = false;
    bool force = false;
    bool quarantine = false;
    bool discard = false;
    bool list = false;
    bool json = false;
};

/// What a sub-command did: printed as text or as JSON.
struct HistoryDone {
    std::string text;
    Json json;
    int exitCode = kExitDone;
};

using HistoryAction = Result<HistoryDone> (*)(project::ProjectHistory&, const HistoryOptions&);
/// For those that must not, or cannot, open the project as usual.
using FileAction = Result<HistoryDone> (*)(const HistoryOptions&);

/// Declares sub-commands; all share one set of options, of which a run uses its own.
class HistoryDeclaration {
public:
    HistoryDeclaration(CLI::App* parent, CommandSlot& slot) : m_parent(parent), m_slot(slot) {}

    HistoryOptions& options() { return *m_options; }

    CLI::App* add(const char* name, const char* help, history::ProjectFile::Access access,
                  HistoryAction action);
    CLI::App* addOnFile(const char* name, const char* help, FileAction action);

private:
    CLI::App* begin(const char* name, const char* help);

    CLI::App* m_parent;
    CommandSlot& m_slot;
    std::shared_ptr<HistoryOptions> m_options = std::make_shared<HistoryOptions>();
};

/// Merging, sharing, git repositories.
void addHistorySharing(HistoryDeclaration& declare);
/// Checking, salvage, collecting, backups.
void addHistoryCare(HistoryDeclaration& declare);

} // namespace orfeas::app
