// TIFF through libtiff, first page only. Interleaved grey, palette, RGB and CMYK of 1 to 16 bits are read row
// by row (or tile by tile) at full precision; the rarer layouts (separate planes, raw YCbCr, CIE Lab) go
// through libtiff's own conversion to 8-bit RGBA and have no luma16.
#include <tiffio.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "core/image/codec.h"
#include "core/image/orientation.h"

namespace orfeas::image {
namespace {

/// The file as libtiff sees it: bytes in memory and a position.
struct TiffBytes {
    const DecodeTask& task;
    std::uint64_t position = 0;
    std::string message; ///< the last thing libtiff complained about

    static TiffBytes& of(thandle_t handle) { return *static_cast<TiffBytes*>(handle); }

    static tmsize_t read(thandle_t handle, void* target, tmsize_t count) {
        TiffBytes& self = of(handle);
        if (count <= 0 || self.position >= self.task.size()) return 0;
        const std::uint64_t left = self.task.size() - self.position;
        const auto given =
            static_cast<std::size_t>(std::min<std::uint64_t>(left, static_cast<std::uint64_t>(count)));
        std::memcpy(target, self.task.data() + self.position, given);
        self.position += given;
        return static_cast<tmsize_t>(given);
    }

    static tmsize_t write(thandle_t, void*, tmsize_t) { return 0; }

    static toff_t seek(thandle_t handle, toff_t offset, int whence) {
        TiffBytes& self = of(handle);
        if (whence == SEEK_SET) self.position = offset;
        if (whence == SEEK_CUR) self.position += offset;
        if (whence == SEEK_END) self.position = self.task.size() + offset;
        return self.position;
    }

    static int close(thandle_t) { return 0; }
    static toff_t size(thandle_t handle) { return of(handle).task.size(); }

    static int map(thandle_t handle, void** base, toff_t* size) {
        *base = const_cast<std::uint8_t*>(of(handle).task.data());
        *size = of(handle).task.size();
        return 1;
    }

    static void unmap(thandle_t, void*, toff_t) {}

    static int note(TIFF*, void* user, const char*, const char* format, va_list arguments) {
        char text[256];
        std::vsnprintf(text, sizeof(text), format, arguments);
        static_cast<TiffBytes*>(user)->message = text;
        return 1;
    }

    static int ignore(TIFF*, void*, const char*, const char*, va_list) { return 1; }
};

using TiffHandle = std::unique_ptr<TIFF, void (*)(TIFF*)>;

TiffHandle openTiff(TiffBytes& bytes) {
    constexpr tmsize_t kMostMemory = tmsize_t{1} << 30;
    const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                               &TIFFOpenOptionsFree);
    if (!options) throw std::bad_alloc();
    TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kMostMemory);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), &TiffBytes::note, &bytes);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), &TiffBytes::ignore, nullptr);
    TIFF* tiff = TIFFClientOpenExt("picture", "r", &bytes, &TiffBytes::read, &TiffBytes::write,
                                   &TiffBytes::seek, &TiffBytes::close, &TiffBytes::size, &TiffBytes::map,
                                   &TiffBytes::unmap, options.get());
    return {tiff, &TIFFClose};
}

/// How the samples of one picture are to be read.
struct TiffLayout {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint16_t bits = 1;
    std::uint16_t samples = 1;
    std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
    std::uint16_t orientation = 1;
    std::uint16_t planes = PLANARCONFIG_CONTIG;
    std::uint16_t sampleFormat = SAMPLEFORMAT_UINT;
    std::uint16_t compression = COMPRESSION_NONE;
    std::uint16_t alpha = EXTRASAMPLE_UNSPECIFIED; ///< what the first extra sample is
    int colours = 1;                               ///< samples that are not extra
    const std::uint16_t* palette[3] = {};

    bool isGrey() const {
        return photometric == PHOTOMETRIC_MINISBLACK || photometric == PHOTOMETRIC_MINISWHITE;
    }
    bool hasAlpha() const { return alpha != EXTRASAMPLE_UNSPECIFIED; }

    /// Whether our own rows-and-tiles path handles it.
    bool isPlain() const {
        const bool depth = bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
        const bool interleaved = planes == PLANARCONFIG_CONTIG || samples == 1;
        const bool colour = isGrey() || photometric == PHOTOMETRIC_RGB ||
                            photometric == PHOTOMETRIC_SEPARATED ||
                            (photometric == PHOTOMETRIC_PALETTE && palette[0] != nullptr && bits <= 8);
        return depth && interleaved && colour && samples >= colours && samples <= 16;
    }
};

TiffLayout readLayout(TIFF* tiff) {
    TiffLayout layout;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &layout.width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &layout.height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &layout.bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &layout.samples);
    TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &layout.photometric);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &layout.orientation);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &layout.planes);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &layout.sampleFormat);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_COMPRESSION, &layout.compression);
    if (layout.photometric == PHOTOMETRIC_YCBCR && layout.compression == COMPRESSION_JPEG &&
        layout.bits == 8) {
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        layout.photometric = PHOTOMETRIC_RGB;
    }
    if (layout.photometric == PHOTOMETRIC_RGB) layout.colours = 3;
    if (layout.photometric == PHOTOMETRIC_SEPARATED) layout.colours = 4;
    if (layout.photometric == PHOTOMETRIC_PALETTE) {
        std::uint16_t* maps[3] = {};
        if (TIFFGetField(tiff, TIFFTAG_COLORMAP, &maps[0], &maps[1], &maps[2])) {
            std::copy(maps, maps + 3, layout.palette);
        }
    }
    std::uint16_t extras = 0;
    std::uint16_t* kinds = nullptr;
    TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &extras, &kinds);
    if (extras > 0 && kinds != nullptr && layout.samples > layout.colours) layout.alpha = kinds[0];
    return layout;
}

/// Turns packed samples into pixels of the picture.
class SampleReader {
public:
    SampleReader(const TiffLayout& layout, Picture& picture) : m_layout(layout), m_picture(picture) {
        if (layout.photometric == PHOTOMETRIC_PALETTE) m_shiftPalette = paletteIsSixteenBit() ? 0 : 8;
    }

    /// `count` pixels at (x, y) from the packed samples at `from`.
    void store(const std::uint8_t* from, std::size_t count, std::size_t x, std::size_t y) const {
        const std::size_t at = y * m_layout.width + x;
        for (std::size_t i = 0; i < count; ++i) {
            std::uint32_t rgba[4];
            read(from, i * m_layout.samples, rgba);
            std::uint8_t* to = m_picture.rgba.data() + 4 * (at + i);
            for (int channel = 0; channel < 4; ++channel)
                to[channel] = narrowed(rgba[channel]);
            if (!m_picture.luma16.empty()) m_picture.luma16[at + i] = luma709(rgba[0], rgba[1], rgba[2]);
        }
    }

private:
    std::uint32_t raw(const std::uint8_t* from, std::size_t index) const {
        switch (m_layout.bits) {
        case 16: {
            std::uint16_t value;
            std::memcpy(&value, from + 2 * index, 2); // libtiff has put it into this machine's byte order
            return value;
        }
        case 8:
            return from[index];
        default: {
            const unsigned perByte = 8u / m_layout.bits;
            const unsigned shift = 8u - m_layout.bits * (static_cast<unsigned>(index % perByte) + 1u);
            return (from[index / perByte] >> shift) & ((1u << m_layout.bits) - 1u);
        }
        }
    }

    std::uint32_t scaled(const std::uint8_t* from, std::size_t index) const {
        return raw(from, index) * 65535u / ((1u << m_layout.bits) - 1u);
    }

    void read(const std::uint8_t* from, std::size_t first, std::uint32_t rgba[4]) const {
        if (m_layout.photometric == PHOTOMETRIC_PALETTE) {
            const std::uint32_t index = raw(from, first);
            for (int i = 0; i < 3; ++i)
                rgba[i] = std::min(65535u, static_cast<std::uint32_t>(m_layout.palette[i][index])
                                               << m_shiftPalette);
        } else if (m_layout.photometric == PHOTOMETRIC_SEPARATED) {
            const std::uint32_t black = 65535u - scaled(from, first + 3);
            for (std::size_t i = 0; i < 3; ++i)
                rgba[i] = (65535u - scaled(from, first + i)) * black / 65535u;
        } else if (m_layout.photometric == PHOTOMETRIC_RGB) {
            for (std::size_t i = 0; i < 3; ++i)
                rgba[i] = scaled(from, first + i);
        } else {
            const std::uint32_t grey = scaled(from, first);
            rgba[0] = rgba[1] = rgba[2] =
                m_layout.photometric == PHOTOMETRIC_MINISWHITE ? 65535u - grey : grey;
        }
        rgba[3] =
            m_layout.hasAlpha() ? scaled(from, first + static_cast<std::size_t>(m_layout.colours)) : 65535u;
        if (m_layout.alpha == EXTRASAMPLE_ASSOCALPHA && rgba[3] > 0) {
            for (int i = 0; i < 3; ++i)
                rgba[i] = std::min(65535u, rgba[i] * 65535u / rgba[3]);
        }
    }

    /// Some writers fill the 16-bit colour map with 8-bit numbers.
    bool paletteIsSixteenBit() const {
        const std::size_t count = std::size_t{1} << m_layout.bits;
        for (const auto* map : m_layout.palette) {
            if (std::any_of(map, map + count, [](std::uint16_t value) { return value > 255; })) return true;
        }
        return false;
    }

    const TiffLayout& m_layout;
    Picture& m_picture;
    int m_shiftPalette = 0;
};

Result<void> readStrips(TIFF* tiff, const TiffLayout& layout, const SampleReader& reader,
                        const DecodeTask& task) {
    const tmsize_t needed = static_cast<tmsize_t>(
        (static_cast<std::uint64_t>(layout.width) * layout.samples * layout.bits + 7) / 8);
    const tmsize_t bytes = TIFFScanlineSize(tiff);
    if (bytes < needed) return damaged("TIFF", "rows are shorter than the picture is wide");
    std::vector<std::uint8_t> row(static_cast<std::size_t>(bytes));
    for (std::uint32_t y = 0; y < layout.height; ++y) {
        if (!task.goOn(y, layout.height)) return jobs::cancelledError();
        if (TIFFReadScanline(tiff, row.data(), y, 0) != 1) return damaged("TIFF");
        reader.store(row.data(), layout.width, 0, y);
    }
    return {};
}

Result<void> readTiles(TIFF* tiff, const TiffLayout& layout, const SampleReader& reader,
                       const DecodeTask& task) {
    std::uint32_t tileWidth = 0;
    std::uint32_t tileHeight = 0;
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &tileWidth);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &tileHeight);
    ORFEAS_CHECK(checkDimensions(tileWidth, tileHeight, task.limits));
    const std::uint64_t rowBytes =
        (static_cast<std::uint64_t>(tileWidth) * layout.samples * layout.bits + 7) / 8;
    const tmsize_t bytes = TIFFTileSize(tiff);
    if (bytes <= 0 || static_cast<std::uint64_t>(bytes) < rowBytes * tileHeight)
        return damaged("TIFF", "tile size");
    std::vector<std::uint8_t> tile(static_cast<std::size_t>(bytes));
    for (std::uint32_t top = 0; top < layout.height; top += tileHeight) {
        for (std::uint32_t left = 0; left < layout.width; left += tileWidth) {
            if (!task.goOn(top, layout.height)) return jobs::cancelledError();
            if (TIFFReadTile(tiff, tile.data(), left, top, 0, 0) < 0) return damaged("TIFF");
            const std::uint32_t columns = std::min(tileWidth, layout.width - left);
            const std::uint32_t rows = std::min(tileHeight, layout.height - top);
            for (std::uint32_t y = 0; y < rows; ++y) {
                reader.store(tile.data() + rowBytes * y, columns, left, top + y);
            }
        }
    }
    return {};
}

/// libtiff's own conversion, which multiplies colour by alpha; undone here.
Result<void> readConverted(TIFF* tiff, const TiffLayout& layout, Picture& picture) {
    char reason[1024] = {};
    TIFFRGBAImage image;
    if (!TIFFRGBAImageOK(tiff, reason) || !TIFFRGBAImageBegin(&image, tiff, 1, reason)) {
        return unsupportedVariant("TIFF", "holds pixels of an unusual kind");
    }
    image.req_orientation = image.orientation; // rows as stored; upright() turns them
    std::vector<std::uint32_t> raster(picture.pixelCount());
    const int done = TIFFRGBAImageGet(&image, raster.data(), layout.width, layout.height);
    picture.hasAlpha = image.alpha != 0;
    TIFFRGBAImageEnd(&image);
    if (!done) return damaged("TIFF");
    for (std::size_t i = 0; i < raster.size(); ++i) {
        const std::uint32_t alpha = TIFFGetA(raster[i]);
        const std::uint32_t colour[3] = {TIFFGetR(raster[i]), TIFFGetG(raster[i]), TIFFGetB(raster[i])};
        for (std::size_t c = 0; c < 3; ++c) {
            const std::uint32_t straight = alpha == 0 ? colour[c] : (colour[c] * 255u + alpha / 2) / alpha;
            picture.rgba[4 * i + c] = static_cast<std::uint8_t>(std::min(straight, 255u));
        }
        picture.rgba[4 * i + 3] = static_cast<std::uint8_t>(alpha);
    }
    return {};
}

} // namespace

Result<Picture> decodeTiff(const DecodeTask& task) {
    TiffBytes bytes{task, 0, {}};
    const TiffHandle tiff = openTiff(bytes);
    if (!tiff) return damaged("TIFF", bytes.message);
    const TiffLayout layout = readLayout(tiff.get());
    ORFEAS_CHECK(checkDimensions(layout.width, layout.height, task.limits));
    if (layout.sampleFormat != SAMPLEFORMAT_UINT && layout.sampleFormat != SAMPLEFORMAT_VOID) {
        return unsupportedVariant("TIFF", "holds signed or floating-point numbers");
    }
    Picture picture = blankPicture(layout.width, layout.height);
    Result<void> done;
    if (layout.isPlain()) {
        picture.hasAlpha = layout.hasAlpha();
        if (layout.bits == 16) picture.luma16.resize(picture.pixelCount());
        const SampleReader reader(layout, picture);
        done = TIFFIsTiled(tiff.get()) ? readTiles(tiff.get(), layout, reader, task)
                                       : readStrips(tiff.get(), layout, reader, task);
    } else {
        done = readConverted(tiff.get(), layout, picture);
    }
    if (!done.ok()) {
        Error error = done.error();
        if (error.detail.empty()) error.detail = bytes.message;
        return error;
    }
    return upright(std::move(picture), layout.orientation, task.context);
}

} // namespace orfeas::image
