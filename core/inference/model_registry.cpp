#include "core/inference/model_registry.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/inference/model_folder.h"
#include "core/inference/safetensors_file.h"
#include "core/inference/sha256.h"
#include "core/io/atomic_file.h"

namespace orfeas::inference {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uint64_t kMaxRecordBytes = 1u << 20;
constexpr std::size_t kHashChunk = std::size_t{4} << 20;
constexpr const char* kChosenFile = ".chosen"; // no model can be named so
constexpr const char* kRecordFile = "model.json";
constexpr const char* kWeightsFile = "weights.safetensors";

bool isGoodName(const std::string& name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '_' || c == '.';
    };
    return !name.empty() && name.size() <= 64 && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), allowed);
}

Error badName(const std::string& name) {
    return {ErrorCode::BadInput,
            "\"" + name + "\" cannot name a model; use letters, digits, '-', '_' and '.'",
            {}};
}

Error notRegistered(const std::string& name) {
    return {ErrorCode::NotFound,
            "There is no model \"" + name + "\"; `orfeas models list` shows those there are",
            {}};
}

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

Result<ModelRecord> readRecord(const fs::path& folder) {
    ORFEAS_TRY(bytes, io::readFile(folder / kRecordFile, kMaxRecordBytes));
    const char* begin = reinterpret_cast<const char*>(bytes.data());
    const json record = json::parse(begin, begin + bytes.size(), nullptr, false);
    ModelRecord model;
    model.name = folder.filename().string();
    model.folder = folder;
    const auto text = [&](const char* key) {
        return record.is_object() && record.contains(key) && record[key].is_string()
                   ? record[key].get<std::string>()
                   : "";
    };
    const auto count = [&](const char* key) {
        const bool isCount = record.is_object() && record.contains(key) && record[key].is_number_unsigned();
        return isCount ? record[key].get<std::uint64_t>() : 0;
    };
    model.kind = text("kind");
    model.sha256 = text("sha256");
    model.parameters = count("parameters");
    model.bytes = count("bytes");
    if (model.kind.empty() || model.sha256.size() != 64) {
        return Error{ErrorCode::BadInput,
                     "The record of model \"" + model.name + "\" is damaged; remove and add it again",
                     (folder / kRecordFile).string()};
    }
    return model;
}

Result<std::string> hashOf(const MappedFile& file, const jobs::JobContext& context) {
    Sha256 sum;
    const std::span<const std::byte> bytes = file.bytes();
    for (std::size_t at = 0; at < bytes.size(); at += kHashChunk) {
        if (context.cancelled()) return jobs::cancelledError();
        sum.add(bytes.subspan(at, std::min(kHashChunk, bytes.size() - at)));
        context.report("hashing", static_cast<double>(at) / static_cast<double>(bytes.size()));
    }
    return sum.hex();
}

ModelRecord describe(const std::string& name, const Model& model) {
    ModelRecord record;
    record.name = name;
    record.folder = model.folder;
    record.kind = "triposr";
    for (const auto& [tensor, view] : model.weights.tensors)
        record.parameters += elementCount(view.shape).value_or(0);
    record.bytes = model.weights.totalBytes();
    return record;
}

Result<void> writeRecord(const ModelRecord& record) {
    const json value = {{"kind", record.kind},
                        {"sha256", record.sha256},
                        {"parameters", record.parameters},
                        {"bytes", record.bytes}};
    ORFEAS_TRY(file, io::AtomicFile::create(record.folder / kRecordFile));
    const std::string text = value.dump(2) + "\n";
    ORFEAS_CHECK(file.write(std::as_bytes(std::span(text))));
    return file.commit();
}

// A folder being filled; goes with all in it unless it gets its name.
class Workshop {
public:
    static Result<Workshop> create(const fs::path& parent, const std::string& name) {
        std::error_code fault;
        fs::create_directories(parent, fault);
        if (fault) return io::systemError(fault.value(), "making the models folder", parent);
        Workshop shop;
        shop.m_path = parent / (".adding-" + name + "-" + std::to_string(::getpid()));
        fs::create_directory(shop.m_path, fault);
        if (fault) return io::systemError(fault.value(), "making a folder", shop.m_path);
        return shop;
    }
    Workshop(Workshop&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}
    Workshop& operator=(Workshop&&) = delete;
    ~Workshop() {
        std::error_code ignored;
        if (!m_path.empty()) fs::remove_all(m_path, ignored);
    }

    const fs::path& path() const { return m_path; }
    Result<void> finish(const fs::path& target) {
        std::error_code fault;
        fs::rename(m_path, target, fault);
        if (fault) return io::systemError(fault.value(), "naming the model", target);
        m_path.clear();
        return {};
    }

private:
    Workshop() = default;
    fs::path m_path;
};

constexpr std::array<const char*, 3> kConfigFiles{"config.json", "config.yaml",
                                                  "image_tokenizer/config.json"};

Result<void> copyConfiguration(const fs::path& from, const fs::path& to) {
    std::error_code fault;
    for (const char* name : kConfigFiles) {
        if (!isThere(from / name)) continue;
        fs::create_directories((to / name).parent_path(), fault);
        if (!fault) fs::copy_file(from / name, to / name, fault);
        if (fault) return io::systemError(fault.value(), "copying the configuration", to / name);
    }
    return {};
}

} // namespace

fs::path modelsFolder() {
    const auto variable = [](const char* name) -> std::optional<fs::path> {
        const char* value = std::getenv(name);
        if (!value || !*value) return std::nullopt;
        return fs::path(value);
    };
    if (const auto folder = variable("ORFEAS_MODELS")) return *folder;
    if (const auto data = variable("XDG_DATA_HOME")) return *data / "orfeas" / "models";
    return variable("HOME").value_or("/") / ".local" / "share" / "orfeas" / "models";
}

Result<std::vector<ModelRecord>> listModels() {
    std::vector<ModelRecord> models;
    const fs::path root = modelsFolder();
    if (!isThere(root)) return models;
    std::error_code fault;
    for (fs::directory_iterator at(root, fault), end; !fault && at != end; at.increment(fault)) {
        if (!isThere(at->path() / kRecordFile) || !isGoodName(at->path().filename().string())) continue;
        if (auto record = readRecord(at->path()); record.ok()) models.push_back(*std::move(record));
    }
    if (fault) return io::systemError(fault.value(), "listing the models", root);
    std::sort(models.begin(), models.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return models;
}

Result<ModelRecord> findModel(const std::string& name) {
    if (!isGoodName(name)) return badName(name);
    const fs::path folder = modelsFolder() / name;
    if (!isThere(folder / kRecordFile)) return notRegistered(name);
    return readRecord(folder);
}

Result<ModelRecord> addModel(const fs::path& folder, const std::string& name,
                             const jobs::JobContext& context) {
    if (!isGoodName(name)) return badName(name);
    const fs::path target = modelsFolder() / name;
    if (isThere(target)) {
        return Error{ErrorCode::BadInput,
                     "There already is a model \"" + name +
                         "\"; choose another name with --name or remove it",
                     {}};
    }
    ORFEAS_TRY(model, openModel(folder));
    ORFEAS_CHECK(checkFinite(model.weights, context.part(0.0, 0.3)));
    ORFEAS_TRY(shop, Workshop::create(modelsFolder(), name));
    const Result<void> copied =
        writeSafetensors(shop.path() / kWeightsFile, model.weights, context.part(0.3, 0.6));
    ORFEAS_CHECK(model.weights.file->checkUnchanged()); // the better reason, where there are two
    ORFEAS_CHECK(copied);
    ORFEAS_CHECK(copyConfiguration(folder, shop.path()));
    ORFEAS_TRY(written, openModel(shop.path()));
    ModelRecord record = describe(name, written);
    ORFEAS_TRY(sum, hashOf(*written.weights.file, context.part(0.6, 1.0)));
    record.sha256 = sum;
    ORFEAS_CHECK(writeRecord(record));
    ORFEAS_CHECK(shop.finish(target));
    record.folder = target;
    return record;
}

Result<ModelRecord> checkModel(const std::string& nameOrFolder, const jobs::JobContext& context) {
    ORFEAS_TRY(folder, resolveModel(nameOrFolder));
    ORFEAS_TRY(model, openModel(folder));
    ORFEAS_CHECK(checkFinite(model.weights, context.part(0.0, 0.4)));
    ModelRecord record = describe(folder.filename().string(), model);
    ORFEAS_TRY(sum, hashOf(*model.weights.file, context.part(0.4, 1.0)));
    ORFEAS_CHECK(model.weights.file->checkUnchanged());
    record.sha256 = sum;
    if (isThere(folder / kRecordFile)) {
        ORFEAS_TRY(registered, readRecord(folder));
        if (registered.sha256 != record.sha256) {
            return Error{ErrorCode::BadInput,
                         "The weights of \"" + record.name +
                             "\" are not those that were added; add them again",
                         registered.sha256 + " became " + record.sha256};
        }
    }
    return record;
}

Result<void> removeModel(const std::string& name) {
    if (!isGoodName(name)) return badName(name);
    const fs::path folder = modelsFolder() / name;
    if (!isThere(folder / kRecordFile)) return notRegistered(name);
    std::error_code fault;
    fs::remove_all(folder, fault);
    if (fault) return io::systemError(fault.value(), "removing the model", folder);
    return {};
}

Result<void> chooseModel(const std::string& name) {
    if (!isGoodName(name)) return badName(name);
    if (!isThere(modelsFolder() / name / kRecordFile)) return notRegistered(name);
    ORFEAS_TRY(file, io::AtomicFile::create(modelsFolder() / kChosenFile));
    ORFEAS_CHECK(file.write(std::as_bytes(std::span(name))));
    return file.commit();
}

std::string chosenModel() {
    std::ifstream file(modelsFolder() / kChosenFile);
    std::string name;
    file >> name;
    if (isGoodName(name) && isThere(modelsFolder() / name / kRecordFile)) return name;
    const auto models = listModels();
    return models.ok() && models->size() == 1 ? models->front().name : std::string();
}

Result<fs::path> resolveModel(const std::string& nameOrFolder) {
    if (nameOrFolder.empty()) {
        if (const std::string chosen = chosenModel(); !chosen.empty()) return modelsFolder() / chosen;
        ORFEAS_TRY(models, listModels());
        if (models.empty()) {
            return Error{
                ErrorCode::NotFound, "No model has been added yet; " + std::string(whereToGetWeights()), {}};
        }
        return Error{ErrorCode::BadInput,
                     "There are several models; choose one with `orfeas models use NAME` or --model",
                     {}};
    }
    if (isGoodName(nameOrFolder) && isThere(modelsFolder() / nameOrFolder / kRecordFile))
        return modelsFolder() / nameOrFolder;
    std::error_code ignored;
    if (fs::is_directory(nameOrFolder, ignored)) return fs::absolute(nameOrFolder, ignored);
    return notRegistered(nameOrFolder);
}

std::optional<std::string> registeredHash(const fs::path& folder) {
    const auto record = findModel(folder.filename().string());
    if (!record.ok() || record->folder != folder) return std::nullopt;
    std::error_code fault;
    const auto recorded = fs::last_write_time(folder / kRecordFile, fault);
    const auto isNewer = [&](const char* name) {
        return fs::last_write_time(folder / name, fault) > recorded;
    };
    if (fault || isNewer(kWeightsFile) || fault) return std::nullopt;
    for (const char* name : kConfigFiles) {
        if (isThere(folder / name) && (isNewer(name) || fault)) return std::nullopt;
    }
    return record->sha256;
}

std::string_view whereToGetWeights() {
    return "the published TripoSR weights (MIT licence, stabilityai/TripoSR on huggingface.co: model.ckpt, "
           "1.7 GB, and "
           "config.yaml) go into one folder, copied by any means where there is no network, and `orfeas "
           "models add FOLDER` "
           "checks and keeps them";
}

} // namespace orfeas::inference
