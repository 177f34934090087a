#include "core/inference/yaml_reader.h"

#include <charconv>
#include <optional>
#include <string>
#include <vector>

namespace orfeas::inference {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxBytes = 1u << 20;
constexpr std::size_t kMaxDepth = 32;

struct Line {
    std::size_t number = 0; ///< counted from 1
    std::size_t indent = 0;
    std::string_view text; ///< without indent, comment and trailing blanks; never empty
};

Error refuse(std::size_t line, const std::string& what) {
    return {ErrorCode::BadInput, "Line " + std::to_string(line) + " " + what, {}};
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// A comment begins at a # at the start or after a blank, outside quotes.
std::string_view withoutComment(std::string_view text) {
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            if (quote == '"' && c == '\\')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if ((c == '"' || c == '\'') &&
                   (i == 0 || std::string_view(" :[,-").find(text[i - 1]) != std::string_view::npos)) {
            quote = c;
        } else if (c == '#' && (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t')) {
            return text.substr(0, i);
        }
    }
    return text;
}

Result<std::vector<Line>> splitLines(std::string_view text) {
    std::vector<Line> lines;
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        const std::size_t end = text.find('\n');
        const std::string_view raw = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        const std::string_view content = trimmed(withoutComment(raw));
        if (content.empty() || (content == "---" && lines.empty()) || (content == "..." && text.empty()))
            continue;
        const std::size_t indent = raw.find_first_not_of(' ');
        if (raw[indent] == '\t') return refuse(number, "is indented with a tab");
        lines.push_back({number, indent, content});
    }
    return lines;
}

std::optional<json> readNumber(std::string_view text) {
    if (text == ".inf" || text == ".nan" || text == "-.inf") return std::nullopt;
    const std::string_view digits = !text.empty() && text.front() == '+' ? text.substr(1) : text;
    const char* end = digits.data() + digits.size();
    std::int64_t whole = 0;
    if (const auto [at, fault] = std::from_chars(digits.data(), end, whole);
        fault == std::errc{} && at == end)
        return whole;
    double real = 0.0;
    const bool isNumeric = digits.find_first_not_of("0123456789.eE+-") == std::string_view::npos;
    if (const auto [at, fault] = std::from_chars(digits.data(), end, real);
        isNumeric && fault == std::errc{} && at == end) {
        return real;
    }
    return std::nullopt;
}

Result<json> readQuoted(std::string_view text, std::size_t line) {
    const char quote = text.front();
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const bool escaped =
            (quote == '"' && text[i] == '\\') || (quote == '\'' && text.substr(i, 2) == "''");
        if (escaped) {
            if (++i >= text.size()) break;
            if (quote == '"' && std::string_view("\"\\/").find(text[i]) == std::string_view::npos) {
                return refuse(line, "has an escape this program does not read");
            }
            value += text[i];
        } else if (text[i] == quote) {
            if (i + 1 != text.size()) return refuse(line, "goes on after a closing quote");
            return json(std::move(value));
        } else {
            value += text[i];
        }
    }
    return refuse(line, "has a quote that does not close");
}

Result<json> readScalar(std::string_view text, std::size_t line) {
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return json();
    if (text == "true" || text == "True" || text == "TRUE") return json(true);
    if (text == "false" || text == "False" || text == "FALSE") return json(false);
    if (text.front() == '"' || text.front() == '\'') return readQuoted(text, line);
    if (text == "{}") return json::object();
    if (std::string_view("&*!|>{%@`").find(text.front()) != std::string_view::npos) {
        return refuse(line, "uses a part of YAML that configurations of networks do not need");
    }
    if (auto number = readNumber(text)) return *std::move(number);
    return json(std::string(text));
}

Result<json> readFlowList(std::string_view text, std::size_t line) {
    if (text.back() != ']') return refuse(line, "has a list that does not close");
    json list = json::array();
    std::string_view rest = trimmed(text.substr(1, text.size() - 2));
    while (!rest.empty()) {
        const std::size_t comma = rest.find(',');
        const std::string_view item = trimmed(rest.substr(0, comma));
        if (item.starts_with('[')) return refuse(line, "has a list inside a list");
        ORFEAS_TRY(value, readScalar(item, line));
        list.push_back(std::move(value));
        rest = comma == std::string_view::npos ? std::string_view{} : trimmed(rest.substr(comma + 1));
    }
    return list;
}

Result<json> readValue(std::string_view text, std::size_t line) {
    return text.starts_with('[') ? readFlowList(text, line) : readScalar(text, line);
}

// The key of "key: value", and what follows the colon.
struct Entry {
    std::string key;
    std::string_view rest;
};

Result<Entry> splitEntry(const Line& line) {
    const char quote = line.text.front();
    std::size_t colon = 0;
    if (quote == '"' || quote == '\'') {
        colon = line.text.find(quote, 1);
        colon = colon == std::string_view::npos ? colon : colon + 1;
        if (colon >= line.text.size() || line.text[colon] != ':')
            return refuse(line.number, "is no \"name: value\"");
    } else {
        colon = line.text.find(": ");
        if (colon == std::string_view::npos && line.text.back() == ':') colon = line.text.size() - 1;
        if (colon == std::string_view::npos) return refuse(line.number, "is no \"name: value\"");
    }
    ORFEAS_TRY(key, readScalar(trimmed(line.text.substr(0, colon)), line.number));
    std::string name = key.is_string() ? key.get<std::string>() : key.dump();
    return Entry{std::move(name), trimmed(line.text.substr(colon + 1))};
}

class Reader {
public:
    explicit Reader(std::vector<Line> lines) : m_lines(std::move(lines)) {}

    Result<json> run() {
        if (m_lines.empty()) return json::object();
        ORFEAS_TRY(root, readBlock(0));
        if (m_at < m_lines.size())
            return refuse(m_lines[m_at].number, "is indented less than the lines before it");
        return std::move(root);
    }

private:
    static bool isItem(std::string_view text) { return text == "-" || text.starts_with("- "); }

    // The mapping or list that begins at the current line. Depth is bounded by kMaxDepth.
    Result<json> readBlock(std::size_t depth) {
        if (depth > kMaxDepth) return refuse(m_lines[m_at].number, "is nested too deeply");
        return isItem(m_lines[m_at].text) ? readList(depth) : readMapping(depth);
    }

    Result<json> readMapping(std::size_t depth) {
        json mapping = json::object();
        const std::size_t indent = m_lines[m_at].indent;
        while (m_at < m_lines.size() && m_lines[m_at].indent == indent && !isItem(m_lines[m_at].text)) {
            const Line line = m_lines[m_at++];
            ORFEAS_TRY(entry, splitEntry(line));
            if (mapping.contains(entry.key)) return refuse(line.number, "names \"" + entry.key + "\" again");
            ORFEAS_TRY(value, entry.rest.empty() ? readNested(indent, true, depth)
                                                 : readValue(entry.rest, line.number));
            mapping[entry.key] = std::move(value);
        }
        if (m_at < m_lines.size() && m_lines[m_at].indent > indent) {
            return refuse(m_lines[m_at].number, "is indented more than the lines before it");
        }
        return mapping;
    }

    Result<json> readList(std::size_t depth) {
        json list = json::array();
        const std::size_t indent = m_lines[m_at].indent;
        while (m_at < m_lines.size() && m_lines[m_at].indent == indent && isItem(m_lines[m_at].text)) {
            Line& line = m_lines[m_at];
            const std::string_view rest = trimmed(line.text.substr(1));
            if (rest.empty()) {
                ++m_at;
                ORFEAS_TRY(value, readNested(indent, false, depth));
                list.push_back(std::move(value));
            } else if (rest.front() != '"' && rest.front() != '\'' &&
                       (rest.back() == ':' || rest.find(": ") != std::string_view::npos)) {
                line.indent += line.text.size() - rest.size(); // a mapping that begins beside its dash
                line.text = rest;
                ORFEAS_TRY(value, readBlock(depth + 1));
                list.push_back(std::move(value));
            } else {
                ORFEAS_TRY(value, readValue(rest, line.number));
                ++m_at;
                list.push_back(std::move(value));
            }
        }
        return list;
    }

    // What stands below "name:": a deeper block, a list at the same indent, or nothing.
    Result<json> readNested(std::size_t indent, bool listMayAlign, std::size_t depth) {
        if (m_at >= m_lines.size()) return json();
        const Line& next = m_lines[m_at];
        const bool deeper =
            next.indent > indent || (listMayAlign && next.indent == indent && isItem(next.text));
        return deeper ? readBlock(depth + 1) : json();
    }

    std::vector<Line> m_lines;
    std::size_t m_at = 0;
};

} // namespace

Result<json> readYaml(std::string_view text) {
    if (text.size() > kMaxBytes)
        return Error{ErrorCode::TooLarge, "The file is too large for a configuration", {}};
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    ORFEAS_TRY(lines, splitLines(text));
    return Reader(std::move(lines)).run();
}

} // namespace orfeas::inference
