#include "core/project/object_record.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>
#include <set>

#include <glm/gtc/type_ptr.hpp>

#include "core/base/version.h"
#include "core/project/record_json.h"

namespace orfeas::project {
namespace {

using nlohmann::json;

std::string hexId(ObjectId id) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(id));
    return text;
}

// What this version writes. Whatever else a record holds comes from another version and is carried along.
constexpr std::array<std::string_view, 3> kSceneFields{"format", "objects", "groups"};
constexpr std::array<std::string_view, 7> kObjectFields{"name",   "visible", "transform", "made",
                                                        "locked", "colour",  "group"};
constexpr std::array<std::string_view, 7> kMadeFields{"source", "path",    "generator", "settings",
                                                      "how",    "program", "cutout"};

json settingsJson(const generate::Settings& settings) {
    json out = json::object();
    for (const auto& [name, value] : settings.values()) {
        std::visit([&, &key = name](const auto& v) { out[key] = v; }, value);
    }
    return out;
}

generate::Settings parseSettings(const json& in) {
    generate::Settings settings;
    if (!in.is_object()) return settings;
    for (const auto& [name, value] : in.items()) {
        if (value.is_boolean())
            settings.set(name, value.get<bool>());
        else if (value.is_number())
            settings.set(name, value.get<double>());
        else if (value.is_string())
            settings.set(name, value.get<std::string>());
    }
    return settings;
}

std::string stringOr(const json& in, const char* key, std::string otherwise) {
    const auto found = in.find(key);
    return found != in.end() && found->is_string() ? found->get<std::string>() : std::move(otherwise);
}

GroupId groupOf(const json& in) {
    return in.is_number_unsigned() ? GroupId{in.get<std::uint64_t>()} : GroupId{};
}

// "#ff7f4aff"
std::string colourText(const mesh::Rgba8& colour) {
    char text[10];
    std::snprintf(text, sizeof text, "#%02x%02x%02x%02x", colour.r, colour.g, colour.b, colour.a);
    return text;
}

std::optional<mesh::Rgba8> parseColour(const std::string& text) {
    if (text.size() != 9 || text[0] != '#' || text.find_first_not_of("0123456789abcdef", 1) != text.npos)
        return std::nullopt;
    const auto value = static_cast<std::uint32_t>(std::stoul(text.substr(1), nullptr, 16));
    return mesh::Rgba8(value >> 24, value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff);
}

} // namespace

std::string objectFolder(ObjectId id) {
    return "objects/" + hexId(id) + "/";
}

std::optional<ObjectId> parseObjectName(std::string_view text) {
    if (text.size() != 16 || text.find_first_not_of("0123456789abcdef") != text.npos) return std::nullopt;
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return ObjectId{value};
}

std::string sceneRecord(const Document& document) {
    json order = json::array();
    for (const ObjectPtr& object : document.objects)
        order.push_back(hexId(object->id));
    json record{{"format", "1.0"}, {"objects", order}};
    for (const Group& group : document.groups)
        record["groups"].push_back({{"id", static_cast<std::uint64_t>(group.id)}, {"name", group.name}});
    return recordText(record);
}

Result<SceneRecord> parseSceneRecord(std::span<const std::byte> bytes) {
    ORFEAS_TRY(record, parseRecordJson(bytes));
    SceneRecord scene;
    const auto objects = record.find("objects");
    if (objects == record.end() || !objects->is_array()) return badRecord("no list of objects");
    for (const json& entry : *objects) {
        const auto id = entry.is_string() ? parseObjectName(entry.get<std::string>()) : std::nullopt;
        if (!id) return badRecord("object without a name");
        scene.order.push_back(*id);
    }
    std::set<GroupId> seen;
    for (const json& entry : record.value("groups", json::array())) {
        const GroupId id = entry.is_object() ? groupOf(entry.value("id", json())) : GroupId{};
        if (id == GroupId{} || !seen.insert(id).second) return badRecord("group without a name of its own");
        scene.groups.push_back({id, stringOr(entry, "name", "Group")});
    }
    return scene;
}

std::string objectRecord(const Object& object) {
    json record{{"name", object.name}, {"visible", object.visible}};
    if (object.locked) record["locked"] = true;
    if (object.colour) record["colour"] = colourText(*object.colour);
    if (object.group != GroupId{}) record["group"] = static_cast<std::uint64_t>(object.group);
    const float* transform = glm::value_ptr(object.transform);
    record["transform"] = std::vector<float>(transform, transform + 16);
    if (const Provenance* made = object.provenance.get()) {
        json& source = record["made"];
        source = {{"source", made->sourceName},
                  {"path", made->sourcePath},
                  {"generator", made->generator},
                  {"settings", settingsJson(made->settings)},
                  {"how", made->how},
                  {"program", "Orfeas " + std::string(version())}};
        if (made->cutout) {
            source["cutout"] = {{"method", static_cast<int>(made->cutout->method)},
                                {"parts", made->cutout->parts},
                                {"explanation", made->cutout->explanation}};
        }
    }
    return recordText(record);
}

Result<std::string> withUnknownFields(const std::string& record, std::span<const std::byte> before) {
    ORFEAS_TRY(old, parseRecordJson(before));
    ORFEAS_TRY(now, parseRecordJson(std::as_bytes(std::span(record))));
    const auto carry = [](const json& from, json& to, std::span<const std::string_view> known) {
        for (const auto& [key, value] : from.items()) {
            if (std::ranges::find(known, key) == known.end()) to[key] = value;
        }
    };
    if (now.contains("objects"))
        carry(old, now, kSceneFields);
    else
        carry(old, now, kObjectFields);
    const auto was = old.find("made");
    const auto is = now.find("made");
    // What is said of how it was made holds only as long as it was not made again.
    const bool sameMaking = was != old.end() && is != now.end() && was->is_object() &&
                            std::ranges::all_of(std::array{"source", "generator", "settings"}, [&](auto key) {
                                return was->value(key, json()) == is->value(key, json());
                            });
    if (sameMaking) carry(*was, *is, kMadeFields);
    return recordText(now);
}

Result<ParsedRecord> parseObjectRecord(std::span<const std::byte> bytes) {
    ORFEAS_TRY(record, parseRecordJson(bytes));
    ParsedRecord parsed;
    parsed.object.name = stringOr(record, "name", "Object");
    parsed.object.visible = record.value("visible", json(true)) != json(false);
    parsed.object.locked = record.value("locked", json(false)) == json(true);
    parsed.object.colour = parseColour(stringOr(record, "colour", {}));
    parsed.object.group = groupOf(record.value("group", json()));
    const auto transform = record.find("transform");
    if (transform == record.end() || !transform->is_array() || transform->size() != 16)
        return badRecord("no transform");
    for (int i = 0; i < 16; ++i) {
        const json& number = (*transform)[static_cast<std::size_t>(i)];
        if (!number.is_number() || !std::isfinite(number.get<float>())) return badRecord("transform");
        glm::value_ptr(parsed.object.transform)[i] = number.get<float>();
    }
    const auto made = record.find("made");
    if (made == record.end() || !made->is_object()) return parsed;
    parsed.hasProvenance = true;
    parsed.provenance.sourceName = stringOr(*made, "source", {});
    parsed.provenance.sourcePath = stringOr(*made, "path", {});
    parsed.provenance.generator = stringOr(*made, "generator", "auto");
    parsed.provenance.settings = parseSettings(made->value("settings", json::object()));
    parsed.provenance.how = stringOr(*made, "how", {});
    if (const auto cutout = made->find("cutout"); cutout != made->end() && cutout->is_object()) {
        const auto number = [&](const char* key) {
            const auto found = cutout->find(key);
            return found != cutout->end() && found->is_number_integer() ? found->get<int>() : 0;
        };
        parsed.cutoutMethod = number("method");
        parsed.cutoutParts = number("parts");
        parsed.cutoutExplanation = stringOr(*cutout, "explanation", {});
    }
    return parsed;
}

} // namespace orfeas::project
