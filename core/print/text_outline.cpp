#include "core/print/text_outline.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>

#include <fontconfig/fontconfig.h>
#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_OUTLINE_H

#include <glm/common.hpp>
#include <glm/geometric.hpp>

namespace orfeas::print {
namespace {

using Outline = std::vector<glm::dvec2>;

constexpr double kFlatMm = 0.01; ///< chords stray from their curve by no more
constexpr std::size_t kMostLetters = 200;

template <typename T, auto destroy>
struct Destroyer {
    void operator()(T* it) const { destroy(it); }
};
using Config = std::unique_ptr<FcConfig, Destroyer<FcConfig, FcConfigDestroy>>;
using Pattern = std::unique_ptr<FcPattern, Destroyer<FcPattern, FcPatternDestroy>>;
using Letters = std::unique_ptr<FcCharSet, Destroyer<FcCharSet, FcCharSetDestroy>>;

// Empty when the bytes are no UTF-8.
std::vector<char32_t> lettersOf(std::string_view utf8) {
    std::vector<char32_t> out;
    const auto* at = reinterpret_cast<const FcChar8*>(utf8.data());
    int left = static_cast<int>(std::min<std::size_t>(utf8.size(), 4 * kMostLetters));
    while (left > 0) {
        FcChar32 letter = 0;
        const int bytes = FcUtf8ToUcs4(at, &letter, left);
        if (bytes <= 0) return {};
        out.push_back(letter);
        at += bytes;
        left -= bytes;
    }
    return out;
}

struct FontFile {
    std::string path;
    int index = 0;
};

// The font that fontconfig thinks nearest to the style among those with the letters.
Result<FontFile> findFont(const std::vector<char32_t>& letters, const TextStyle& style) {
    const Config config(FcInitLoadConfigAndFonts());
    const Pattern wanted(FcPatternCreate());
    const Letters set(FcCharSetCreate());
    for (const char32_t letter : letters)
        FcCharSetAddChar(set.get(), letter);
    FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(style.family.c_str()));
    FcPatternAddInteger(wanted.get(), FC_WEIGHT, style.bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
    FcPatternAddCharSet(wanted.get(), FC_CHARSET, set.get());
    FcPatternAddBool(wanted.get(), FC_SCALABLE, FcTrue);
    FcConfigSubstitute(config.get(), wanted.get(), FcMatchPattern);
    FcDefaultSubstitute(wanted.get());
    FcResult result = FcResultNoMatch;
    const Pattern found(FcFontMatch(config.get(), wanted.get(), &result));
    FcChar8* file = nullptr;
    FontFile out;
    if (!found || FcPatternGetString(found.get(), FC_FILE, 0, &file) != FcResultMatch)
        return Error{ErrorCode::NotFound, "There is no font on this machine to write with", {}};
    FcPatternGetInteger(found.get(), FC_INDEX, 0, &out.index);
    out.path = reinterpret_cast<const char*>(file);
    return out;
}

// Turns FreeType's curves, in font units, into outlines in mm.
class Pen {
public:
    Pen(double scale, std::vector<Outline>& out) : m_scale(scale), m_out(out) {}

    double x = 0.0; ///< where the letter begins, in font units

    bool draw(FT_Outline& outline) {
        static const FT_Outline_Funcs functions{moveTo, lineTo, quadraticTo, cubicTo, 0, 0};
        return FT_Outline_Decompose(&outline, &functions, this) == 0;
    }

private:
    static Pen& self(void* pen) { return *static_cast<Pen*>(pen); }
    static glm::dvec2 vec(const FT_Vector* v) { return {double(v->x), double(v->y)}; }

    void add(const glm::dvec2& p) { m_out.back().push_back((p + glm::dvec2(x, 0.0)) * m_scale); }

    // As many chords as keep within kFlatMm, by the bend of the control polygon.
    int chordsFor(double bend) const {
        return std::clamp(static_cast<int>(std::ceil(std::sqrt(bend * m_scale / (8.0 * kFlatMm)))), 1, 64);
    }

    static int moveTo(const FT_Vector* to, void* pen) {
        self(pen).m_out.emplace_back();
        self(pen).m_at = vec(to);
        self(pen).add(vec(to));
        return 0;
    }
    static int lineTo(const FT_Vector* to, void* pen) {
        self(pen).m_at = vec(to);
        self(pen).add(vec(to));
        return 0;
    }
    static int quadraticTo(const FT_Vector* control, const FT_Vector* to, void* pen) {
        const glm::dvec2 a = self(pen).m_at, b = vec(control), c = vec(to);
        const int n = self(pen).chordsFor(2.0 * glm::length(a - 2.0 * b + c));
        for (int i = 1; i <= n; ++i) {
            const double t = double(i) / n;
            self(pen).add((1 - t) * (1 - t) * a + 2.0 * t * (1 - t) * b + t * t * c);
        }
        self(pen).m_at = c;
        return 0;
    }
    static int cubicTo(const FT_Vector* first, const FT_Vector* second, const FT_Vector* to, void* pen) {
        const glm::dvec2 a = self(pen).m_at, b = vec(first), c = vec(second), d = vec(to);
        const double bend = 6.0 * std::max(glm::length(a - 2.0 * b + c), glm::length(b - 2.0 * c + d));
        const int n = self(pen).chordsFor(bend);
        for (int i = 1; i <= n; ++i) {
            const double t = double(i) / n, u = 1.0 - t;
            self(pen).add(u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d);
        }
        self(pen).m_at = d;
        return 0;
    }

    double m_scale;
    std::vector<Outline>& m_out;
    glm::dvec2 m_at{0.0};
};

class Typeface {
public:
    Typeface() = default;
    Typeface(const Typeface&) = delete;
    Typeface& operator=(const Typeface&) = delete;
    ~Typeface() {
        if (m_face) FT_Done_Face(m_face);
        if (m_library) FT_Done_FreeType(m_library);
    }

    bool open(const FontFile& file) {
        return FT_Init_FreeType(&m_library) == 0 &&
               FT_New_Face(m_library, file.path.c_str(), file.index, &m_face) == 0 &&
               FT_IS_SCALABLE(m_face) != 0;
    }

    bool load(FT_UInt glyph) const {
        return FT_Load_Glyph(m_face, glyph, FT_LOAD_NO_SCALE | FT_LOAD_NO_HINTING) == 0 &&
               m_face->glyph->format == FT_GLYPH_FORMAT_OUTLINE;
    }

    // In font units, measured on the letter itself: not every font says it.
    double capitalHeight() const {
        if (!load(FT_Get_Char_Index(m_face, 'H'))) return 0.7 * m_face->units_per_EM;
        FT_BBox box;
        FT_Outline_Get_CBox(&m_face->glyph->outline, &box);
        return box.yMax > 0 ? double(box.yMax) : 0.7 * m_face->units_per_EM;
    }

    Result<std::vector<Outline>> write(const std::vector<char32_t>& letters, double heightMm) const {
        std::vector<Outline> out;
        Pen pen(heightMm / capitalHeight(), out);
        FT_UInt before = 0;
        for (const char32_t letter : letters) {
            const FT_UInt glyph = FT_Get_Char_Index(m_face, letter);
            if (glyph == 0)
                return Error{
                    ErrorCode::NotFound, "No font on this machine has all the letters of the text", {}};
            FT_Vector kern{0, 0};
            if (before != 0) FT_Get_Kerning(m_face, before, glyph, FT_KERNING_UNSCALED, &kern);
            pen.x += double(kern.x);
            if (!load(glyph) || !pen.draw(m_face->glyph->outline))
                return Error{ErrorCode::Failed, "The font could not be read", m_face->family_name};
            pen.x += double(m_face->glyph->advance.x);
            before = glyph;
        }
        return out;
    }

private:
    FT_Library m_library = nullptr;
    FT_Face m_face = nullptr;
};

// Around the origin; without points twice in a row.
void tidy(std::vector<Outline>& outlines) {
    glm::dvec2 lower(1e300), upper(-1e300);
    for (Outline& outline : outlines) {
        const auto near = [](const glm::dvec2& a, const glm::dvec2& b) { return glm::length(a - b) < 1e-6; };
        outline.erase(std::unique(outline.begin(), outline.end(), near), outline.end());
        while (outline.size() > 1 && near(outline.front(), outline.back()))
            outline.pop_back();
        for (const glm::dvec2& p : outline) {
            lower = glm::min(lower, p);
            upper = glm::max(upper, p);
        }
    }
    std::erase_if(outlines, [](const Outline& outline) { return outline.size() < 3; });
    for (Outline& outline : outlines) {
        for (glm::dvec2& p : outline)
            p -= 0.5 * (lower + upper);
    }
}

} // namespace

Result<std::vector<Outline>> textOutlines(std::string_view utf8, const TextStyle& style) {
    const std::vector<char32_t> letters = lettersOf(utf8);
    if (letters.empty() || letters.size() > kMostLetters)
        return Error{ErrorCode::BadInput, "Text must have between 1 and 200 letters", {}};
    if (!(style.heightMm > 0.0)) return Error{ErrorCode::BadInput, "Letters must be higher than 0 mm", {}};
    ORFEAS_TRY(file, findFont(letters, style));
    Typeface face;
    if (!face.open(file)) return Error{ErrorCode::Failed, "The font could not be opened", file.path};
    ORFEAS_TRY(outlines, face.write(letters, style.heightMm));
    tidy(outlines);
    if (outlines.empty()) return Error{ErrorCode::BadInput, "There is nothing to see in the text", {}};
    return std::move(outlines);
}

} // namespace orfeas::print
