// The networks a person has added to Orfeas.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/jobs/job.h"

namespace orfeas::inference {

/// A registered model, as its model.json tells it.
struct ModelRecord {
    std::string name; ///< stored and typed: "triposr"
    std::filesystem::path folder;
    std::string kind;   ///< "triposr"
    std::string sha256; ///< of weights.safetensors
    std::uint64_t parameters = 0;
    std::uint64_t bytes = 0; ///< of the weights
};

/// Where models are kept: ORFEAS_MODELS, else $XDG_DATA_HOME/orfeas/models, else ~/.local/share/orfeas/models.
std::filesystem::path modelsFolder();

/// Sorted by name. Folders that are no models are left out. Fails only when the folder exists and cannot be read.
Result<std::vector<ModelRecord>> listModels();

/// The registered model of that name. Fails with NotFound, or BadInput when its record is damaged.
Result<ModelRecord> findModel(const std::string& name);

/// Checks the folder's configuration and every value of its weights, writes them as safetensors into the registry and
/// records their hash. Nothing is left behind when it fails. `name` is made of letters, digits, '-', '_' and '.';
/// an existing one is refused. About twice the weights' reading time; cancellable.
Result<ModelRecord> addModel(const std::filesystem::path& folder, const std::string& name,
                             const jobs::JobContext& context);

/// Opens a registered model (or, with a path separator in it, a folder), reads every value, and compares a registered
/// model's hash. Returns what it is.
Result<ModelRecord> checkModel(const std::string& nameOrFolder, const jobs::JobContext& context);

/// Deletes a registered model's files.
Result<void> removeModel(const std::string& name);

/// Makes a registered model the one that is used where none is named.
Result<void> chooseModel(const std::string& name);

/// The name of the model used where none is named: the chosen one, else the only one; empty when there is none.
std::string chosenModel();

/// The folder for what a person typed: a registered name, or a folder. Empty: chosenModel().
Result<std::filesystem::path> resolveModel(const std::string& nameOrFolder);

/// The recorded hash of a registered model's weights, if neither they nor its configuration were written since.
/// Reads the record only; nothing for any other folder.
std::optional<std::string> registeredHash(const std::filesystem::path& folder);

/// Where the published weights can be had, and under which licence: for help texts.
std::string_view whereToGetWeights();

} // namespace orfeas::inference
