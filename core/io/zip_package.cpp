#include "core/io/zip_package.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <zip.h>

#include "core/io/codec.h"
#include "core/io/file_name.h"

namespace orfeas::io {
namespace {

constexpr zip_uint16_t kDosDate = 0x0021; // 1 January 1980, the first a zip can state
// Between 6 and 3 the file grows by a few percent and the time halves.
constexpr zip_uint32_t kLevel = 4;

Error packingFailed(const char* what) {
    return {ErrorCode::IoFailed, "the 3MF package could not be put together; free some memory and try again",
            what};
}

// libzip pulls the text through this. The size is told first: else the archive would need 64-bit headers, which some
// programs cannot read.
struct StreamSource {
    std::unique_ptr<TextStream> stream;
    std::string piece;
    std::size_t taken = 0;
    zip_uint64_t size = 0;
    zip_error_t error{};

    explicit StreamSource(std::unique_ptr<TextStream> text) : stream(std::move(text)) {
        zip_error_init(&error);
        while (stream->next(piece)) {
            size += piece.size();
            piece.clear();
        }
        size += piece.size();
        piece.clear();
    }

    zip_int64_t read(char* out, zip_uint64_t length) {
        zip_uint64_t done = 0;
        while (done < length) {
            if (taken == piece.size()) {
                piece.clear();
                taken = 0;
                while (piece.empty() && stream->next(piece)) {
                }
                if (piece.empty()) break;
            }
            const std::size_t n = std::min<std::size_t>(piece.size() - taken, length - done);
            std::memcpy(out + done, piece.data() + taken, n);
            taken += n;
            done += n;
        }
        return static_cast<zip_int64_t>(done);
    }
};

zip_int64_t streamCallback(void* user, void* data, zip_uint64_t length, zip_source_cmd_t command) {
    auto* source = static_cast<StreamSource*>(user);
    switch (command) {
    case ZIP_SOURCE_OPEN:
        source->stream->rewind();
        source->piece.clear();
        source->taken = 0;
        return 0;
    case ZIP_SOURCE_READ:
        return source->read(static_cast<char*>(data), length);
    case ZIP_SOURCE_CLOSE:
        return 0;
    case ZIP_SOURCE_STAT: {
        auto* stat = static_cast<zip_stat_t*>(data);
        zip_stat_init(stat);
        stat->size = source->size;
        stat->valid = ZIP_STAT_SIZE;
        return sizeof *stat;
    }
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&source->error, data, length);
    case ZIP_SOURCE_FREE:
        delete source;
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                              ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE,
                                              ZIP_SOURCE_SUPPORTS, -1);
    default:
        zip_error_set(&source->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

int cancelCallback(zip_t*, void* user) {
    return static_cast<const jobs::JobContext*>(user)->cancelled() ? 1 : 0;
}

void progressCallback(zip_t*, double fraction, void* user) {
    static_cast<const jobs::JobContext*>(user)->report("writing", fraction);
}

} // namespace

struct ZipWriter::State {
    zip_source_t* memory = nullptr; ///< the archive being made; kept for reading after the archive is closed
    zip_t* archive = nullptr;

    ~State() {
        if (archive != nullptr) zip_discard(archive);
        if (memory != nullptr) zip_source_free(memory);
    }

    Result<void> add(std::string_view name, zip_source_t* source, zip_int32_t method, zip_uint32_t level) {
        const std::string text(name);
        const zip_int64_t index = zip_file_add(archive, text.c_str(), source, ZIP_FL_ENC_UTF_8);
        if (index < 0) {
            zip_source_free(source);
            return packingFailed(zip_strerror(archive));
        }
        const auto at = static_cast<zip_uint64_t>(index);
        if (zip_set_file_compression(archive, at, method, level) != 0 ||
            zip_file_set_dostime(archive, at, 0, kDosDate, 0) != 0 ||
            zip_file_set_external_attributes(archive, at, 0, ZIP_OPSYS_DOS, 0) != 0) {
            return packingFailed(zip_strerror(archive));
        }
        return {};
    }

    Result<void> addBytes(std::string_view name, const void* bytes, std::size_t length, zip_int32_t method) {
        // libzip frees what it is given with free().
        void* copy = std::malloc(std::max<std::size_t>(length, 1));
        if (copy == nullptr) return packingFailed("malloc");
        std::memcpy(copy, bytes, length);
        zip_source_t* source = zip_source_buffer(archive, copy, length, 1);
        if (source == nullptr) {
            std::free(copy);
            return packingFailed(zip_strerror(archive));
        }
        return add(name, source, method, method == ZIP_CM_STORE ? 0 : kLevel);
    }
};

ZipWriter::ZipWriter() : m_state(std::make_unique<State>()) {
    zip_error_t error;
    zip_error_init(&error);
    m_state->memory = zip_source_buffer_create(nullptr, 0, 0, &error);
    ORFEAS_ASSERT(m_state->memory != nullptr);
    zip_source_keep(m_state->memory);
    m_state->archive = zip_open_from_source(m_state->memory, ZIP_TRUNCATE, &error);
    ORFEAS_ASSERT(m_state->archive != nullptr);
    zip_error_fini(&error);
}

ZipWriter::~ZipWriter() = default;

Result<void> ZipWriter::addText(std::string_view name, std::string text) {
    return m_state->addBytes(name, text.data(), text.size(), ZIP_CM_DEFLATE);
}

Result<void> ZipWriter::addStored(std::string_view name, std::vector<std::byte> bytes) {
    return m_state->addBytes(name, bytes.data(), bytes.size(), ZIP_CM_STORE);
}

Result<void> ZipWriter::addStream(std::string_view name, std::unique_ptr<TextStream> stream) {
    auto source = std::make_unique<StreamSource>(std::move(stream));
    zip_source_t* handle = zip_source_function(m_state->archive, streamCallback, source.get());
    if (handle == nullptr) return packingFailed(zip_strerror(m_state->archive));
    source.release(); // freed by the callback
    return m_state->add(name, handle, ZIP_CM_DEFLATE, kLevel);
}

Result<void> ZipWriter::finish(AtomicFile& out, const jobs::JobContext& context) {
    auto* user = const_cast<jobs::JobContext*>(&context);
    zip_register_cancel_callback_with_state(m_state->archive, cancelCallback, nullptr, user);
    zip_register_progress_callback_with_state(m_state->archive, 0.005, progressCallback, nullptr, user);
    if (zip_close(m_state->archive) != 0) {
        if (context.cancelled()) return jobs::cancelledError();
        return packingFailed(zip_strerror(m_state->archive));
    }
    m_state->archive = nullptr;
    if (zip_source_open(m_state->memory) != 0) return packingFailed("open");
    std::vector<std::byte> piece(1 << 20);
    for (;;) {
        if (context.cancelled()) return jobs::cancelledError();
        const zip_int64_t got = zip_source_read(m_state->memory, piece.data(), piece.size());
        if (got < 0) return packingFailed("read");
        if (got == 0) break;
        ORFEAS_CHECK(out.write(std::span(piece).first(static_cast<std::size_t>(got))));
    }
    zip_source_close(m_state->memory);
    return {};
}

namespace {

// libzip reads the archive through our own reader, so that it never opens a file by itself.
struct FileSource {
    FileReader* file;
    zip_uint64_t position = 0;
    zip_error_t error{};
};

zip_int64_t fileCallback(void* user, void* data, zip_uint64_t length, zip_source_cmd_t command) {
    auto* source = static_cast<FileSource*>(user);
    switch (command) {
    case ZIP_SOURCE_OPEN:
        source->position = 0;
        return 0;
    case ZIP_SOURCE_READ: {
        auto got = source->file->readAt(source->position, {static_cast<std::byte*>(data), length});
        if (!got.ok()) {
            zip_error_set(&source->error, ZIP_ER_READ, EIO);
            return -1;
        }
        source->position += *got;
        return static_cast<zip_int64_t>(*got);
    }
    case ZIP_SOURCE_CLOSE:
        return 0;
    case ZIP_SOURCE_STAT: {
        auto* stat = static_cast<zip_stat_t*>(data);
        zip_stat_init(stat);
        stat->size = source->file->size();
        stat->valid = ZIP_STAT_SIZE;
        return sizeof *stat;
    }
    case ZIP_SOURCE_SEEK: {
        const zip_int64_t to = zip_source_seek_compute_offset(source->position, source->file->size(), data,
                                                              length, &source->error);
        if (to < 0) return -1;
        source->position = static_cast<zip_uint64_t>(to);
        return 0;
    }
    case ZIP_SOURCE_TELL:
        return static_cast<zip_int64_t>(source->position);
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&source->error, data, length);
    case ZIP_SOURCE_FREE:
        delete source;
        return 0;
    case ZIP_SOURCE_SUPPORTS:
        return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE,
                                              ZIP_SOURCE_STAT, ZIP_SOURCE_SEEK, ZIP_SOURCE_TELL,
                                              ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, ZIP_SOURCE_SUPPORTS, -1);
    default:
        zip_error_set(&source->error, ZIP_ER_OPNOTSUPP, 0);
        return -1;
    }
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view withoutSlash(std::string_view name) {
    while (name.starts_with('/') || name.starts_with('\\'))
        name.remove_prefix(1);
    return name;
}

bool samePart(std::string_view a, std::string_view b) {
    a = withoutSlash(a);
    b = withoutSlash(b);
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
               return (x == '\\' ? '/' : lower(x)) == (y == '\\' ? '/' : lower(y));
           });
}

constexpr zip_int64_t kMaxEntries = 65'536;

} // namespace

void ZipReader::Closer::operator()(zip* archive) const {
    zip_discard(archive);
}
ZipReader::ZipReader(ZipReader&&) noexcept = default;
ZipReader& ZipReader::operator=(ZipReader&&) noexcept = default;
ZipReader::~ZipReader() = default;

Result<ZipReader> ZipReader::open(FileReader& file) {
    zip_error_t error;
    zip_error_init(&error);
    auto source = std::make_unique<FileSource>(FileSource{&file});
    zip_error_init(&source->error);
    zip_source_t* handle = zip_source_function_create(fileCallback, source.get(), &error);
    ORFEAS_ASSERT(handle != nullptr);
    source.release(); // freed by the callback
    zip_t* archive = zip_open_from_source(handle, ZIP_RDONLY, &error);
    const std::string why = archive == nullptr ? zip_error_strerror(&error) : "";
    zip_error_fini(&error);
    if (archive == nullptr) {
        zip_source_free(handle);
        Error failure = refused(
            file, "it is not a whole zip package; it may have been cut short, so get a complete copy");
        failure.detail = why;
        return failure;
    }
    ZipReader reader;
    reader.m_archive.reset(archive);
    reader.m_file = &file;
    if (zip_get_num_entries(archive, 0) > kMaxEntries)
        return beyondLimit(file, "the package has too many parts");
    return reader;
}

std::optional<std::uint64_t> ZipReader::indexOf(std::string_view name) const {
    const zip_int64_t count = zip_get_num_entries(m_archive.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* entry = zip_get_name(m_archive.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
        if (entry != nullptr && samePart(entry, name)) return static_cast<std::uint64_t>(i);
    }
    return std::nullopt;
}

bool ZipReader::has(std::string_view name) const {
    return indexOf(name).has_value();
}

std::string ZipReader::nameEndingWith(std::string_view suffix) const {
    const zip_int64_t count = zip_get_num_entries(m_archive.get(), 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* entry = zip_get_name(m_archive.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_RAW);
        if (entry != nullptr && std::string_view(entry).ends_with(suffix)) return entry;
    }
    return {};
}

Result<void> ZipReader::read(std::string_view name, std::uint64_t maxBytes,
                             const std::function<Result<void>(std::span<const std::byte>, bool)>& take) {
    const std::string shown = '"' + shownText(name) + '"';
    const auto index = indexOf(name);
    if (!index) return refused(*m_file, "the package lacks its part " + shown);
    struct FileCloser {
        void operator()(zip_file_t* entry) const { zip_fclose(entry); }
    };
    const std::unique_ptr<zip_file_t, FileCloser> entry(zip_fopen_index(m_archive.get(), *index, 0));
    if (!entry) {
        Error failure =
            refused(*m_file, "its part " + shown + " is encrypted, damaged or packed in an unknown way");
        failure.detail = zip_strerror(m_archive.get());
        return failure;
    }
    std::vector<std::byte> piece(1 << 18);
    std::uint64_t total = 0;
    for (;;) {
        const zip_int64_t got = zip_fread(entry.get(), piece.data(), piece.size());
        if (got < 0)
            return refused(*m_file, "its part " + shown + " is damaged; get a complete copy of the file");
        if (got == 0) return take({}, true);
        total += static_cast<std::uint64_t>(got);
        // Checked on what really comes out: the sizes an archive states may lie.
        if (total > maxBytes) {
            return beyondLimit(*m_file,
                               "its part " + shown + " unpacks to more than " + shownBytes(maxBytes));
        }
        ORFEAS_CHECK(take(std::span<const std::byte>(piece).first(static_cast<std::size_t>(got)), false));
    }
}

Result<std::vector<std::byte>> ZipReader::readAll(std::string_view name, std::uint64_t maxBytes) {
    std::vector<std::byte> bytes;
    ORFEAS_CHECK(read(name, maxBytes, [&](std::span<const std::byte> piece, bool) -> Result<void> {
        bytes.insert(bytes.end(), piece.begin(), piece.end());
        return {};
    }));
    return bytes;
}

} // namespace orfeas::io
