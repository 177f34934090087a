// A zip archive made in memory (its parts may be streams) and one read from a file. Inside core/io only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/io/atomic_file.h"
#include "core/io/file_reader.h"
#include "core/jobs/job.h"

struct zip;

namespace orfeas::io {

/// Text that is made piece by piece, any number of times, the same each time.
class TextStream {
public:
    virtual ~TextStream() = default;
    virtual void rewind() = 0;
    /// Appends the next piece to `out`; false when there is none left.
    virtual bool next(std::string& out) = 0;
};

/// Writes an archive with the same bytes each time: parts in order of adding, a fixed date, nothing of the machine.
class ZipWriter {
public:
    ZipWriter();
    ZipWriter(const ZipWriter&) = delete;
    ZipWriter& operator=(const ZipWriter&) = delete;
    ~ZipWriter();

    Result<void> addText(std::string_view name, std::string text);
    /// Kept as it is: pictures are compressed already.
    Result<void> addStored(std::string_view name, std::vector<std::byte> bytes);
    /// Compressed while it is made.
    Result<void> addStream(std::string_view name, std::unique_ptr<TextStream> stream);

    /// Compresses everything and appends the archive to `out`.
    Result<void> finish(AtomicFile& out, const jobs::JobContext& context);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// An untrusted archive. Nothing is unpacked but what is asked for, and never more than stated.
class ZipReader {
public:
    static Result<ZipReader> open(FileReader& file);

    ZipReader(ZipReader&&) noexcept;
    ZipReader& operator=(ZipReader&&) noexcept;
    ~ZipReader();

    /// Names are compared as package names are: without the leading slash, ASCII case ignored.
    bool has(std::string_view name) const;
    /// The first part whose name ends with `suffix`, or empty.
    std::string nameEndingWith(std::string_view suffix) const;

    /// Hands over the part piece by piece; stops when `take` returns an Error, or beyond `maxBytes`.
    Result<void> read(std::string_view name, std::uint64_t maxBytes,
                      const std::function<Result<void>(std::span<const std::byte>, bool last)>& take);
    Result<std::vector<std::byte>> readAll(std::string_view name, std::uint64_t maxBytes);

private:
    ZipReader() = default;
    std::optional<std::uint64_t> indexOf(std::string_view name) const;

    struct Closer {
        void operator()(zip* archive) const;
    };
    std::unique_ptr<zip, Closer> m_archive;
    FileReader* m_file = nullptr;
};

} // namespace orfeas::io
