// PNG through libpng. Reads every colour type and depth, interlaced or not; writes 8-bit RGB(A).
#include <png.h>

#include <cstring>

#include "core/image/codec.h"
#include "core/image/orientation.h"

namespace orfeas::image {
namespace {

// libpng leaves by longjmp. So every call into it happens inside a member function without objects that need
// destruction, reached through guarded(), and what must be destroyed lives in the object.
class PngReader {
public:
    explicit PngReader(const DecodeTask& task) : m_task(task) {}
    PngReader(const PngReader&) = delete;
    PngReader& operator=(const PngReader&) = delete;
    ~PngReader() { png_destroy_read_struct(&m_png, &m_info, nullptr); }

    Result<Picture> read() {
        m_png =
            png_create_read_struct(PNG_LIBPNG_VER_STRING, this, &PngReader::fail, &PngReader::ignoreWarning);
        m_info = m_png ? png_create_info_struct(m_png) : nullptr;
        if (!m_info) throw std::bad_alloc();
        if (!guarded(&PngReader::readHeader)) return failure();
        ORFEAS_CHECK(checkDimensions(m_width, m_height, m_task.limits));
        if (!dataCanSuffice()) return cutShort("PNG", "fewer bytes than deflate can hold the pixels in");
        if (!guarded(&PngReader::prepare)) return failure();
        m_picture = blankPicture(m_width, m_height);
        m_picture.hasAlpha = m_hasAlpha;
        if (m_deep) m_picture.luma16.resize(m_picture.pixelCount());
        m_row.resize(png_get_rowbytes(m_png, m_info));
        if (!guarded(&PngReader::readRows)) return failure();
        if (m_stopped) return jobs::cancelledError();
        return upright(std::move(m_picture), m_orientation, m_task.context);
    }

private:
    using Step = void (PngReader::*)();

    bool guarded(Step step) {
        if (setjmp(png_jmpbuf(m_png))) return false;
        (this->*step)();
        return true;
    }

    void readHeader() {
        png_set_read_fn(m_png, this, &PngReader::supply);
        // Text and colour profiles are not used, and can be bombs of their own.
        static constexpr png_byte kUnused[] = "iCCP\0iTXt\0tEXt\0zTXt";
        png_set_keep_unknown_chunks(m_png, PNG_HANDLE_CHUNK_NEVER, kUnused, 4);
        png_set_chunk_malloc_max(m_png, 8'000'000);
        png_set_user_limits(m_png, 0x7fffffff, 0x7fffffff); // ours are checked next, with a better sentence
        png_read_info(m_png, m_info);
        m_width = png_get_image_width(m_png, m_info);
        m_height = png_get_image_height(m_png, m_info);
    }

    /// Deflate never shrinks by more than 1032 : 1, so a short file with a large header is known to be cut.
    bool dataCanSuffice() const {
        const std::uint64_t raw = static_cast<std::uint64_t>(png_get_rowbytes(m_png, m_info)) * m_height;
        return raw / 1032 <= m_task.size();
    }

    void prepare() {
        m_deep = png_get_bit_depth(m_png, m_info) == 16;
        const bool transparent = png_get_valid(m_png, m_info, PNG_INFO_tRNS) != 0;
        m_hasAlpha = transparent || (png_get_color_type(m_png, m_info) & PNG_COLOR_MASK_ALPHA) != 0;
        m_interlaced = png_get_interlace_type(m_png, m_info) == PNG_INTERLACE_ADAM7;
        png_bytep exif = nullptr;
        png_uint_32 exifSize = 0;
        if (png_get_eXIf_1(m_png, m_info, &exifSize, &exif) != 0)
            m_orientation = exifOrientation({exif, exifSize});
        png_set_expand(m_png); // palette to RGB, grey below 8 bits to 8, tRNS to alpha
        png_set_gray_to_rgb(m_png);
        png_set_add_alpha(m_png, 0xffff, PNG_FILLER_AFTER);
        applyGamma();
        png_read_update_info(m_png, m_info);
    }

    /// gAMA says how the samples were encoded when that is not sRGB. libpng leaves them alone when it hardly
    /// differs.
    void applyGamma() {
        png_fixed_point gamma = 0;
        if (png_get_valid(m_png, m_info, PNG_INFO_sRGB) != 0) return;
        if (png_get_gAMA_fixed(m_png, m_info, &gamma) == 0) return;
        png_set_gamma_fixed(m_png, PNG_DEFAULT_sRGB, gamma);
    }

    // Interlaced pictures are taken pass by pass and spread out here, which needs no second full-size buffer.
    void readRows() {
        const int passes = m_interlaced ? PNG_INTERLACE_ADAM7_PASSES : 1;
        std::size_t done = 0;
        std::size_t total = 0;
        for (int pass = 0; pass < passes; ++pass)
            total += rowsOf(pass);
        for (int pass = 0; pass < passes; ++pass) {
            const png_uint_32 columns = m_interlaced ? PNG_PASS_COLS(m_width, pass) : m_width;
            if (columns == 0) continue;
            for (png_uint_32 row = 0; row < rowsOf(pass); ++row) {
                if (!m_task.goOn(done++, total)) {
                    m_stopped = true;
                    return;
                }
                readRow(pass, row, columns);
            }
        }
    }

    png_uint_32 rowsOf(int pass) const { return m_interlaced ? PNG_PASS_ROWS(m_height, pass) : m_height; }

    void readRow(int pass, png_uint_32 row, png_uint_32 columns) {
        const std::size_t y = m_interlaced ? PNG_ROW_FROM_PASS_ROW(row, pass) : row;
        std::uint8_t* target = m_picture.rgba.data() + 4 * y * m_width;
        if (!m_interlaced && !m_deep) {
            png_read_row(m_png, target, nullptr);
            return;
        }
        png_read_row(m_png, m_row.data(), nullptr);
        for (png_uint_32 column = 0; column < columns; ++column) {
            const std::size_t x = m_interlaced ? PNG_COL_FROM_PASS_COL(column, pass) : column;
            if (m_deep) {
                storeDeep(m_row.data() + 8 * column, target + 4 * x,
                          m_picture.luma16.data() + y * m_width + x);
            } else {
                std::memcpy(target + 4 * x, m_row.data() + 4 * column, 4);
            }
        }
    }

    static void storeDeep(const png_byte* from, std::uint8_t* rgba, std::uint16_t* luma) {
        std::uint32_t channel[4];
        for (int i = 0; i < 4; ++i) {
            channel[i] = static_cast<std::uint32_t>(from[2 * i] << 8 | from[2 * i + 1]);
            rgba[i] = narrowed(channel[i]);
        }
        *luma = luma709(channel[0], channel[1], channel[2]);
    }

    Error failure() const { return m_cutShort ? cutShort("PNG", m_message) : damaged("PNG", m_message); }

    static void supply(png_structp png, png_bytep target, size_t count) {
        auto* self = static_cast<PngReader*>(png_get_io_ptr(png));
        if (count > self->m_task.size() - self->m_position) {
            self->m_cutShort = true;
            png_error(png, "unexpected end of file");
        }
        std::memcpy(target, self->m_task.data() + self->m_position, count);
        self->m_position += count;
    }

    static void fail(png_structp png, png_const_charp message) {
        static_cast<PngReader*>(png_get_error_ptr(png))->m_message = message;
        png_longjmp(png, 1);
    }

    static void ignoreWarning(png_structp, png_const_charp) {}

    const DecodeTask& m_task;
    png_structp m_png = nullptr;
    png_infop m_info = nullptr;
    std::size_t m_position = 0;
    png_uint_32 m_width = 0;
    png_uint_32 m_height = 0;
    int m_orientation = 1;
    bool m_deep = false;
    bool m_hasAlpha = false;
    bool m_interlaced = false;
    bool m_cutShort = false;
    bool m_stopped = false;
    Picture m_picture;
    std::vector<png_byte> m_row;
    std::string m_message;
};

class PngWriter {
public:
    PngWriter(const Picture& picture, PngEffort effort) : m_picture(picture), m_effort(effort) {}
    PngWriter(const PngWriter&) = delete;
    PngWriter& operator=(const PngWriter&) = delete;
    ~PngWriter() { png_destroy_write_struct(&m_png, &m_info); }

    Result<std::vector<std::byte>> write() {
        m_png = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, &PngWriter::fail, nullptr);
        m_info = m_png ? png_create_info_struct(m_png) : nullptr;
        if (!m_info) throw std::bad_alloc();
        m_opaqueRow.resize(3 * static_cast<std::size_t>(m_picture.width));
        if (!guarded()) return Error{ErrorCode::Failed, "the picture could not be written as PNG", m_message};
        return std::move(m_bytes);
    }

private:
    bool guarded() {
        if (setjmp(png_jmpbuf(m_png))) return false;
        writeAll();
        return true;
    }

    void writeAll() {
        const bool alpha = m_picture.hasAlpha;
        png_set_write_fn(m_png, this, &PngWriter::take, nullptr);
        // With the two cheap filters: the same bytes every time, and three times as fast as trying
        // all five.
        png_set_compression_level(m_png, m_effort == PngEffort::Quick ? 1 : 6);
        png_set_filter(m_png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB | PNG_FILTER_UP);
        png_set_IHDR(m_png, m_info, static_cast<png_uint_32>(m_picture.width),
                     static_cast<png_uint_32>(m_picture.height), 8,
                     alpha ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
        png_write_info(m_png, m_info);
        for (int y = 0; y < m_picture.height; ++y)
            png_write_row(m_png, alpha ? m_picture.pixel(0, y) : opaqueRow(y));
        png_write_end(m_png, nullptr);
    }

    const std::uint8_t* opaqueRow(int y) {
        const std::uint8_t* from = m_picture.pixel(0, y);
        for (std::size_t x = 0; x < static_cast<std::size_t>(m_picture.width); ++x) {
            std::memcpy(m_opaqueRow.data() + 3 * x, from + 4 * x, 3);
        }
        return m_opaqueRow.data();
    }

    // An exception must not cross libpng, so running out of memory leaves like every other failure.
    static void take(png_structp png, png_bytep data, size_t count) {
        auto* self = static_cast<PngWriter*>(png_get_io_ptr(png));
        if (!self->append(data, count)) png_error(png, "out of memory");
    }

    bool append(const png_byte* data, std::size_t count) noexcept {
        try {
            const auto* bytes = reinterpret_cast<const std::byte*>(data);
            m_bytes.insert(m_bytes.end(), bytes, bytes + count);
            return true;
        } catch (const std::bad_alloc&) {
            return false;
        }
    }

    static void fail(png_structp png, png_const_charp message) {
        static_cast<PngWriter*>(png_get_error_ptr(png))->m_message = message;
        png_longjmp(png, 1);
    }

    const Picture& m_picture;
    PngEffort m_effort;
    png_structp m_png = nullptr;
    png_infop m_info = nullptr;
    std::vector<png_byte> m_opaqueRow;
    std::vector<std::byte> m_bytes;
    std::string m_message;
};

} // namespace

Result<Picture> decodePng(const DecodeTask& task) {
    return PngReader(task).read();
}

Result<std::vector<std::byte>> encodePng(const Picture& picture, PngEffort effort) {
    ORFEAS_ASSERT(picture.rgba.size() == 4 * picture.pixelCount());
    if (picture.empty()) return Error{ErrorCode::BadInput, "the picture has no pixels", {}};
    return PngWriter(picture, effort).write();
}

} // namespace orfeas::image
