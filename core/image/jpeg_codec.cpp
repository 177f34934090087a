// JPEG through libjpeg-turbo: baseline and progressive, grey, YCbCr, RGB, CMYK and YCCK, EXIF orientation
// applied.
#include <cstdio> // jpeglib.h needs FILE and size_t before it

#include <jerror.h>
#include <jpeglib.h>

#include <csetjmp>
#include <cstring>

#include "core/image/codec.h"
#include "core/image/orientation.h"

namespace orfeas::image {
namespace {

// libjpeg leaves by longjmp, like libpng: see png_codec.cpp.
class JpegReader {
public:
    explicit JpegReader(const DecodeTask& task) : m_task(task) {}
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;
    ~JpegReader() { jpeg_destroy_decompress(&m_jpeg); }

    Result<Picture> read() {
        if (!guarded(&JpegReader::readHeader)) return failure();
        ORFEAS_CHECK(checkDimensions(m_jpeg.image_width, m_jpeg.image_height, m_task.limits));
        m_picture = blankPicture(m_jpeg.image_width, m_jpeg.image_height);
        if (!guarded(&JpegReader::readRows) || m_cutShort) return failure();
        return upright(std::move(m_picture), m_orientation, m_task.context);
    }

private:
    using Step = void (JpegReader::*)();

    bool guarded(Step step) {
        if (setjmp(m_jump)) return false;
        (this->*step)();
        return true;
    }

    void readHeader() {
        m_jpeg.err = jpeg_std_error(&m_errors);
        m_errors.error_exit = &JpegReader::fail;
        m_errors.emit_message = &JpegReader::noteMessage;
        m_jpeg.client_data = this;
        jpeg_create_decompress(&m_jpeg);
        m_jpeg.client_data = this;
        m_jpeg.src = &m_source;
        m_source.init_source = [](j_decompress_ptr) {};
        m_source.term_source = [](j_decompress_ptr) {};
        m_source.resync_to_restart = jpeg_resync_to_restart;
        m_source.fill_input_buffer = &JpegReader::fillPastEnd;
        m_source.skip_input_data = &JpegReader::skip;
        m_source.next_input_byte = m_task.data();
        m_source.bytes_in_buffer = m_task.size();
        m_progress.progress_monitor = &JpegReader::watch;
        m_jpeg.progress = &m_progress;
        jpeg_save_markers(&m_jpeg, JPEG_APP0 + 1, 0xffff);
        jpeg_read_header(&m_jpeg, TRUE);
        m_orientation = storedOrientation();
    }

    int storedOrientation() const {
        for (auto marker = m_jpeg.marker_list; marker != nullptr; marker = marker->next) {
            if (marker->marker != JPEG_APP0 + 1 || marker->data_length < 6) continue;
            if (std::memcmp(marker->data, "Exif\0\0", 6) == 0)
                return exifOrientation({marker->data, marker->data_length});
        }
        return 1;
    }

    void readRows() {
        const bool inks = m_jpeg.jpeg_color_space == JCS_CMYK || m_jpeg.jpeg_color_space == JCS_YCCK;
        m_jpeg.out_color_space = inks ? JCS_CMYK : JCS_EXT_RGBA;
        m_decoding = true;
        jpeg_start_decompress(&m_jpeg);
        // A progressive picture that stops between two passes decodes without complaint, only coarser.
        if (m_pastEnd && jpeg_has_multiple_scans(&m_jpeg)) m_cutShort = true;
        if (m_cutShort) return;
        const std::size_t width = m_jpeg.output_width;
        while (m_jpeg.output_scanline < m_jpeg.output_height) {
            if (!m_task.goOn(m_jpeg.output_scanline, m_jpeg.output_height)) {
                m_stopped = true;
                std::longjmp(m_jump, 1);
            }
            JSAMPROW row = m_picture.rgba.data() + 4 * width * m_jpeg.output_scanline;
            jpeg_read_scanlines(&m_jpeg, &row, 1);
            if (m_cutShort) return;
            if (inks) inksToRgba(row, width);
        }
    }

    // Practically every CMYK JPEG follows Adobe and stores the inks inverted: 255 is no ink.
    static void inksToRgba(std::uint8_t* row, std::size_t width) {
        for (std::size_t x = 0; x < width; ++x) {
            std::uint8_t* pixel = row + 4 * x;
            const unsigned black = pixel[3];
            for (int i = 0; i < 3; ++i)
                pixel[i] = static_cast<std::uint8_t>((pixel[i] * black + 127u) / 255u);
            pixel[3] = 255;
        }
    }

    Error failure() const {
        if (m_stopped) return jobs::cancelledError();
        if (m_cutShort) return cutShort("JPEG", m_message);
        if (m_jpeg.err != nullptr && m_errors.msg_code == JERR_OUT_OF_MEMORY) throw std::bad_alloc();
        return damaged("JPEG", m_message);
    }

    static JpegReader& self(j_common_ptr jpeg) { return *static_cast<JpegReader*>(jpeg->client_data); }

    static void fail(j_common_ptr jpeg) {
        JpegReader& reader = self(jpeg);
        jpeg->err->format_message(jpeg, reader.m_message);
        std::longjmp(reader.m_jump, 1);
    }

    // A missing end is answered with an end marker. That alone is harmless (some cameras forget it); when
    // pixels were still to come, libjpeg says so with this warning.
    static void noteMessage(j_common_ptr jpeg, int level) {
        JpegReader& reader = self(jpeg);
        if (level < 0 && reader.m_pastEnd && jpeg->err->msg_code == JWRN_HIT_MARKER) reader.m_cutShort = true;
    }

    static boolean fillPastEnd(j_decompress_ptr jpeg) {
        static constexpr JOCTET kEnd[2] = {0xff, JPEG_EOI};
        JpegReader& reader = self(reinterpret_cast<j_common_ptr>(jpeg));
        if (reader.m_pastEnd || !reader.m_decoding) {
            reader.m_cutShort = true;
            ERREXIT(jpeg, JERR_INPUT_EOF);
        }
        reader.m_pastEnd = true;
        jpeg->src->next_input_byte = kEnd;
        jpeg->src->bytes_in_buffer = sizeof(kEnd);
        return TRUE;
    }

    static void skip(j_decompress_ptr jpeg, long count) {
        if (count <= 0) return;
        const std::size_t wanted = static_cast<std::size_t>(count);
        if (wanted > jpeg->src->bytes_in_buffer) {
            self(reinterpret_cast<j_common_ptr>(jpeg)).m_cutShort = true;
            ERREXIT(jpeg, JERR_INPUT_EOF);
        }
        jpeg->src->next_input_byte += wanted;
        jpeg->src->bytes_in_buffer -= wanted;
    }

    // Progressive pictures are read whole before the first row comes: here is where that can be stopped. A
    // hostile one asks for thousands of passes over the whole picture.
    static void watch(j_common_ptr jpeg) {
        constexpr int kMostScans = 200;
        JpegReader& reader = self(jpeg);
        if (reader.m_jpeg.input_scan_number > kMostScans) ERREXIT(jpeg, JERR_BAD_STATE);
        if (reader.m_task.context.cancelled()) {
            reader.m_stopped = true;
            std::longjmp(reader.m_jump, 1);
        }
    }

    const DecodeTask& m_task;
    jpeg_decompress_struct m_jpeg{};
    jpeg_error_mgr m_errors{};
    jpeg_source_mgr m_source{};
    jpeg_progress_mgr m_progress{};
    std::jmp_buf m_jump{};
    char m_message[JMSG_LENGTH_MAX] = {};
    int m_orientation = 1;
    bool m_decoding = false; ///< the header is behind us
    bool m_pastEnd = false;
    bool m_cutShort = false;
    bool m_stopped = false;
    Picture m_picture;
};

} // namespace

Result<Picture> decodeJpeg(const DecodeTask& task) {
    return JpegReader(task).read();
}

} // namespace orfeas::image
