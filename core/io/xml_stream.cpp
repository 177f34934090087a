#include "core/io/xml_stream.h"

#include <new>

#include <expat.h>

namespace orfeas::io {
namespace {

constexpr unsigned kMaxDepth = 64;
constexpr std::uint64_t kMaxTag = 1 << 20;
constexpr char kSeparator = '|';

std::string_view localName(const char* name) {
    const std::string_view text(name);
    const std::size_t at = text.rfind(kSeparator);
    return at == std::string_view::npos ? text : text.substr(at + 1);
}

} // namespace

std::optional<std::string_view> XmlAttributes::find(std::string_view name) const {
    for (const char** pair = m_list; pair[0] != nullptr; pair += 2) {
        if (localName(pair[0]) == name) return pair[1];
    }
    return std::nullopt;
}

// C functions: nothing may be thrown through expat.
struct XmlStream::Callbacks {
    static void XMLCALL begin(void* user, const XML_Char* name, const XML_Char** attributes) {
        auto& self = *static_cast<XmlStream*>(user);
        if (!self.m_reason.empty()) return;
        if (++self.m_depth > kMaxDepth) return self.stop("nests its elements too deeply");
        try {
            if (auto reason = self.m_begin(localName(name), XmlAttributes(attributes)))
                self.stop(std::move(*reason));
        } catch (const std::bad_alloc&) {
            self.stop("needs more memory than there is");
        }
    }

    static void XMLCALL end(void* user, const XML_Char* name) {
        auto& self = *static_cast<XmlStream*>(user);
        if (!self.m_reason.empty()) return;
        --self.m_depth;
        try {
            if (auto reason = self.m_end(localName(name))) self.stop(std::move(*reason));
        } catch (const std::bad_alloc&) {
            self.stop("needs more memory than there is");
        }
    }

    static void XMLCALL doctype(void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        static_cast<XmlStream*>(user)->stop("declares a document type, which is not allowed here");
    }
};

XmlStream::XmlStream(Begin begin, End end)
    : m_parser(XML_ParserCreateNS(nullptr, kSeparator)), m_begin(std::move(begin)), m_end(std::move(end)) {
    ORFEAS_ASSERT(m_parser != nullptr);
    XML_SetUserData(m_parser, this);
    XML_SetElementHandler(m_parser, Callbacks::begin, Callbacks::end);
    XML_SetStartDoctypeDeclHandler(m_parser, Callbacks::doctype);
    // A fixed seed for the hash of names: reading must not depend on the moment. The tables only ever hold the
    // attribute names of one tag and the declared namespaces, so crowding them gains an attacker nothing.
    XML_SetHashSalt(m_parser, 0x6f726665);
}

XmlStream::~XmlStream() {
    XML_ParserFree(m_parser);
}

void XmlStream::stop(std::string reason) {
    m_reason = "line " + std::to_string(XML_GetCurrentLineNumber(m_parser)) + ' ' + std::move(reason);
    XML_StopParser(m_parser, XML_FALSE);
}

std::optional<std::string> XmlStream::feed(std::span<const std::byte> bytes, bool last) {
    m_fed += bytes.size();
    const XML_Status status = XML_Parse(m_parser, reinterpret_cast<const char*>(bytes.data()),
                                        static_cast<int>(bytes.size()), last ? XML_TRUE : XML_FALSE);
    if (!m_reason.empty()) return m_reason;
    if (status != XML_STATUS_OK) {
        return "line " + std::to_string(XML_GetCurrentLineNumber(m_parser)) + " is not well-formed XML (" +
               XML_ErrorString(XML_GetErrorCode(m_parser)) + ")";
    }
    const XML_Index parsed = XML_GetCurrentByteIndex(m_parser);
    if (!last && parsed >= 0 && m_fed - static_cast<std::uint64_t>(parsed) > kMaxTag + bytes.size()) {
        return "line " + std::to_string(XML_GetCurrentLineNumber(m_parser)) +
               " holds a tag longer than a megabyte";
    }
    return std::nullopt;
}

} // namespace orfeas::io
