#include "core/project/queue_store.h"

#include <cstdlib>
#include <fstream>
#include <set>
#include <utility>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "core/analytics/job_log.h"
#include "core/base/log.h"
#include "core/image/picture_file.h"

namespace orfeas::project {
namespace {

namespace fs = std::filesystem;
using history::Database;
using history::Transaction;
using Json = nlohmann::json;

constexpr std::int64_t kApplication = 0x4f726651; // "OrfQ"
constexpr std::int64_t kVersion = 1;

constexpr const char* kTables = R"(
CREATE TABLE job(owner TEXT NOT NULL, place INTEGER NOT NULL, file TEXT NOT NULL, name TEXT NOT NULL, generator TEXT NOT NULL,
    settings TEXT NOT NULL, paused INTEGER NOT NULL, picture BLOB, PRIMARY KEY(owner, place)) WITHOUT ROWID;
)";

// When a process started, in ticks since the machine did: a number that comes again is told apart by it.
std::string startOf(const std::string& process) {
    std::ifstream stat("/proc/" + process + "/stat");
    std::string text;
    if (!std::getline(stat, text)) return {};
    const auto name = text.rfind(')'); // which may hold anything
    if (name == text.npos) return {};
    std::string word;
    std::size_t at = name + 2;
    for (int field = 3; at < text.size(); ++field) {
        const auto end = std::min(text.find(' ', at), text.size());
        if (field == 22) return text.substr(at, end - at);
        at = end + 1;
    }
    return {};
}

std::string ownerName() {
    const std::string process = std::to_string(::getpid());
    return process + " " + startOf(process);
}

bool isAlive(const std::string& owner) {
    const auto space = owner.find(' ');
    if (space == owner.npos) return false;
    const std::string start = startOf(owner.substr(0, space));
    return !start.empty() && start == owner.substr(space + 1);
}

std::string settingsText(const generate::Settings& settings) {
    Json json = Json::object();
    for (const auto& [name, value] : settings.values())
        std::visit([&, key = name](const auto& one) { json[key] = one; }, value);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

generate::Settings settingsFrom(const std::string& text) {
    generate::Settings settings;
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return settings; // its defaults, then
    for (const auto& [name, value] : json.items()) {
        if (value.is_boolean()) settings.set(name, value.get<bool>());
        if (value.is_number()) settings.set(name, value.get<double>());
        if (value.is_string()) settings.set(name, value.get<std::string>());
    }
    return settings;
}

Result<Database> openTables(const fs::path& file) {
    ORFEAS_TRY(database, Database::open(file, history::OpenMode::Create));
    ORFEAS_CHECK(database.execute("PRAGMA journal_mode = WAL"));
    ORFEAS_CHECK(database.execute("PRAGMA synchronous = NORMAL"));
    ORFEAS_TRY(transaction, Transaction::begin(database));
    ORFEAS_TRY(application, database.integer("PRAGMA application_id"));
    ORFEAS_TRY(version, database.integer("PRAGMA user_version"));
    if (application == 0 && version == 0) {
        ORFEAS_CHECK(database.execute(kTables));
        ORFEAS_CHECK(database.execute(("PRAGMA application_id = " + std::to_string(kApplication)).c_str()));
        ORFEAS_CHECK(database.execute(("PRAGMA user_version = " + std::to_string(kVersion)).c_str()));
    } else if (application != kApplication || version != kVersion) {
        return Error{ErrorCode::BadInput, "The kept queue is of another version of Orfeas", {}};
    }
    ORFEAS_CHECK(transaction.commit());
    return std::move(database);
}

} // namespace

QueueStore::QueueStore(Database database, std::string owner)
    : m_database(std::move(database)), m_owner(std::move(owner)) {}

Result<std::unique_ptr<QueueStore>> QueueStore::open(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    ORFEAS_TRY(database, openTables(folder / "queue.sqlite"));
    return std::unique_ptr<QueueStore>(new QueueStore(std::move(database), ownerName()));
}

Result<void> QueueStore::keep(const std::vector<QueuedPicture>& pictures) {
    std::lock_guard lock(m_mutex);
    ORFEAS_TRY(transaction, Transaction::begin(m_database));
    ORFEAS_TRY(old, m_database.prepare("DELETE FROM job WHERE owner = ?1"));
    ORFEAS_CHECK(old.bind(1, std::string_view(m_owner)).run());
    std::int64_t place = 0;
    for (const QueuedPicture& picture : pictures)
        ORFEAS_CHECK(add(place++, picture));
    return transaction.commit();
}

Result<void> QueueStore::add(std::int64_t place, const QueuedPicture& picture) {
    std::vector<std::byte> png;
    if (picture.picture) {
        ORFEAS_TRY(encoded, image::encodePng(*picture.picture));
        png = std::move(encoded);
    }
    ORFEAS_TRY(row, m_database.prepare(
                        "INSERT INTO job(owner, place, file, name, generator, settings, paused, picture) "
                        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
    row.bind(1, std::string_view(m_owner)).bind(2, place).bind(3, std::string_view(picture.file.native()));
    row.bind(4, std::string_view(picture.name)).bind(5, std::string_view(picture.generator));
    row.bind(6, std::string_view(settingsText(picture.settings))).bind(7, picture.paused ? 1 : 0);
    return row.bind(8, std::span<const std::byte>(png)).run();
}

Result<std::vector<QueuedPicture>> QueueStore::takeAbandoned() {
    std::lock_guard lock(m_mutex);
    ORFEAS_TRY(transaction,
               Transaction::begin(m_database)); // two programs that start at once do not both take it
    std::set<std::string> gone;
    ORFEAS_TRY(owners, m_database.prepare("SELECT DISTINCT owner FROM job"));
    for (;;) {
        ORFEAS_TRY(more, owners.step());
        if (!more) break;
        if (owners.text(0) != m_owner && !isAlive(owners.text(0))) gone.insert(owners.text(0));
    }
    owners.reset();
    ORFEAS_TRY(place, m_database.integer("SELECT max(place) + 1 FROM job"));
    std::vector<QueuedPicture> out;
    ORFEAS_TRY(row, m_database.prepare(
                        "SELECT place, file, name, generator, settings, paused, picture FROM job WHERE "
                        "owner = ?1 ORDER BY place"));
    ORFEAS_TRY(ours, m_database.prepare("UPDATE job SET owner = ?1, place = place + ?3 WHERE owner = ?2"));
    for (const std::string& owner : gone) {
        row.bind(1, std::string_view(owner));
        for (;;) {
            ORFEAS_TRY(more, row.step());
            if (!more) break;
            QueuedPicture one;
            one.file = row.text(1);
            one.name = row.text(2);
            one.generator = row.text(3);
            one.settings = settingsFrom(row.text(4));
            one.paused = row.integer(5) != 0;
            if (const auto png = row.bytes(6); !png.empty()) {
                Result<image::Picture> picture = image::decodePicture(png, {});
                if (picture.ok()) one.picture = std::make_shared<const image::Picture>(std::move(*picture));
            }
            if (!one.file.empty() || one.picture) out.push_back(std::move(one));
        }
        row.reset();
        ORFEAS_CHECK(
            ours.bind(1, std::string_view(m_owner)).bind(2, std::string_view(owner)).bind(3, place).run());
        ORFEAS_TRY(next, m_database.integer("SELECT max(place) + 1 FROM job"));
        place = next;
    }
    ORFEAS_CHECK(transaction.commit());
    return out;
}

std::shared_ptr<QueueStore> standardQueueStore() {
    static const std::shared_ptr<QueueStore> store = []() -> std::shared_ptr<QueueStore> {
        Result<std::unique_ptr<QueueStore>> opened = QueueStore::open(analytics::statisticsFolder());
        if (opened.ok()) return std::move(*opened);
        log(LogLevel::Warning, "queue", opened.error().userText + ": " + opened.error().detail);
        return nullptr;
    }();
    return store;
}

} // namespace orfeas::project
