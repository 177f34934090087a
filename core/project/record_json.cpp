#include "core/project/record_json.h"

namespace orfeas::project {
namespace {

constexpr std::size_t kMaxRecordBytes = 4u << 20;
constexpr int kMaxDepth = 64;

} // namespace

Error badRecord(const std::string& detail) {
    return {ErrorCode::BadInput,
            "A record of the project is damaged: try `orfeas history verify` to save what is sound", detail};
}

// What walks over a value recurses on nesting: the bound keeps it far from the stack's end. Brackets in texts are none.
Result<nlohmann::json> parseRecordJson(std::span<const std::byte> bytes) {
    if (bytes.size() > kMaxRecordBytes) return badRecord("too large");
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (quoted && text[i] == '\\') {
            ++i;
            continue;
        }
        if (text[i] == '"') quoted = !quoted;
        if (quoted) continue;
        if (text[i] == '[' || text[i] == '{') ++depth;
        if (text[i] == ']' || text[i] == '}') --depth;
        if (depth > kMaxDepth) return badRecord("nested too deeply");
    }
    nlohmann::json value = nlohmann::json::parse(text, text + bytes.size(), nullptr, false);
    if (!value.is_object()) return badRecord("not a record");
    return value;
}

std::string recordText(const nlohmann::json& record) {
    return record.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

} // namespace orfeas::project
