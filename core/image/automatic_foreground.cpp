#include "core/image/automatic_foreground.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/image/background_guess.h"
#include "core/image/colour_model.h"
#include "core/image/foreground_cleaning.h"
#include "core/image/frame_contrast.h"
#include "core/image/grid_cut.h"
#include "core/image/regions.h"

namespace orfeas::image {
namespace {

constexpr float kLightness = 0.6f;     ///< weight of lightness against colour: shadows change little else
constexpr float kLeastContrast = 7.0f; ///< Lab units below which nothing stands out
constexpr float kPlace = 30.0f;        ///< Lab units that a place at the far end of the picture counts
constexpr Feature kNoise = {2.0f, 2.0f, 2.0f, 5.0f, 5.0f}; ///< least standard deviations of a cluster
constexpr float kLeastStroke = 4.0f; ///< Lab units by which a pen stroke differs from its paper
constexpr double kLeastPart = 0.08;  ///< share of the largest part that another must have to stay
constexpr float kSameColour = 6.0f;  ///< Lab units within which a colour passes for the background behind it
constexpr int kCostScale = 32;       ///< cut costs are whole numbers of 1/32 nat

/// Smoothed a little (3 x 3 binomial), lightness weighted down: what all steps look at.
std::vector<Lab> preparedColours(const Picture& picture) {
    const std::vector<Lab> raw = labOf(picture);
    const int width = picture.width;
    const int height = picture.height;
    const auto at = [width](int x, int y) {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
    };
    std::vector<Lab> rows(raw.size());
    std::vector<Lab> smooth(raw.size());
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const Lab& left = raw[at(std::max(x - 1, 0), y)];
            const Lab& right = raw[at(std::min(x + 1, width - 1), y)];
            for (std::size_t c = 0; c < 3; ++c)
                rows[at(x, y)][c] = 0.25f * (left[c] + 2.0f * raw[at(x, y)][c] + right[c]);
        }
    }
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const Lab& above = rows[at(x, std::max(y - 1, 0))];
            const Lab& below = rows[at(x, std::min(y + 1, height - 1))];
            for (std::size_t c = 0; c < 3; ++c)
                smooth[at(x, y)][c] = 0.25f * (above[c] + 2.0f * rows[at(x, y)][c] + below[c]);
            smooth[at(x, y)][0] *= kLightness;
        }
    }
    return smooth;
}

/// Otsu's threshold: the value that parts a histogram into the two most different halves.
float otsuThreshold(const std::vector<float>& values) {
    constexpr std::size_t kBins = 256;
    const float most = *std::max_element(values.begin(), values.end());
    if (most <= 0.0f) return 0.0f;
    std::array<double, kBins> count{};
    double total = 0.0;
    for (const float value : values) {
        const auto bin = std::min<std::size_t>(kBins - 1, static_cast<std::size_t>(value / most * kBins));
        count[bin] += 1.0;
        total += static_cast<double>(bin);
    }
    const double all = static_cast<double>(values.size());
    double below = 0.0;
    double sumBelow = 0.0;
    double best = -1.0;
    std::size_t bestBin = 0;
    for (std::size_t bin = 0; bin + 1 < kBins; ++bin) {
        below += count[bin];
        sumBelow += static_cast<double>(bin) * count[bin];
        if (below == 0.0 || below == all) continue;
        const double gap = sumBelow / below - (total - sumBelow) / (all - below);
        const double between = below * (all - below) * gap * gap;
        if (between > best) {
            best = between;
            bestBin = bin;
        }
    }
    return static_cast<float>(bestBin + 1) / kBins * most;
}

class ForegroundFinder {
public:
    ForegroundFinder(const Picture& picture, const jobs::JobContext& context)
        : m_context(context), m_width(picture.width), m_height(picture.height),
          m_colours(preparedColours(picture)) {}

    Result<Foreground> find(int rounds) {
        markFrame();
        placeFeatures();
        m_contrast = frameContrast(m_colours, m_isFrame, m_width, m_height, 1.0f);
        m_threshold = std::max(otsuThreshold(m_contrast), kLeastContrast);
        if (isDrawing()) return std::move(m_subject);
        firstGuess();
        forgetHoles();
        if (!somethingIsThere()) return Foreground{};
        preparePartingCosts();
        for (int round = 0; round < rounds; ++round) {
            if (m_context.cancelled()) return jobs::cancelledError();
            setLeanings(round);
            ORFEAS_TRY(subject, cheapestCut(m_problem, m_context));
            m_subject = std::move(subject);
            if (!somethingIsThere()) return Foreground{};
        }
        clean();
        return somethingIsThere() ? std::move(m_subject) : Foreground{};
    }

private:
    void markFrame() {
        m_isFrame.assign(m_colours.size(), 0);
        for (int y = 0; y < m_height; ++y) {
            for (int x = 0; x < m_width; ++x) {
                const bool edge = x == 0 || y == 0 || x == m_width - 1 || y == m_height - 1;
                m_isFrame[static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) +
                          static_cast<std::size_t>(x)] = edge;
            }
        }
    }

    void placeFeatures() {
        const float scale = kPlace / static_cast<float>(std::max(m_width, m_height));
        m_features.reserve(m_colours.size());
        for (int y = 0; y < m_height; ++y) {
            for (int x = 0; x < m_width; ++x) {
                const Lab& colour = m_colours[m_features.size()];
                m_features.push_back({colour[0], colour[1], colour[2], scale * static_cast<float>(x),
                                      scale * static_cast<float>(y)});
            }
        }
    }

    // Pen strokes are too thin for the cut, and what they enclose looks like the paper: they have their own way.
    bool isDrawing() {
        const float faint = std::max(0.5f * m_threshold, kLeastStroke);
        const std::vector<std::uint8_t> paper = looksLikeBackground(kLeastStroke, 2);
        m_subject.resize(m_contrast.size());
        for (std::size_t i = 0; i < m_subject.size(); ++i)
            m_subject[i] = m_contrast[i] > faint && paper[i] == 0;
        if (!fillDrawing(m_subject, m_width, m_height)) return false;
        keepLargestParts(m_subject, m_width, m_height, kLeastPart);
        return somethingIsThere();
    }

    void firstGuess() {
        m_subject.resize(m_contrast.size());
        for (std::size_t i = 0; i < m_subject.size(); ++i)
            m_subject[i] = m_contrast[i] > m_threshold;
    }

    bool somethingIsThere() const {
        constexpr double kLeastShare = 0.002;
        const auto count =
            static_cast<double>(std::count(m_subject.begin(), m_subject.end(), std::uint8_t{1}));
        return count > std::max(1.0, kLeastShare * static_cast<double>(m_subject.size()));
    }

    // GrabCut's edge weights: gamma exp(-beta |difference|^2) / distance, beta from the mean contrast of neighbours.
    void preparePartingCosts() {
        constexpr std::array<std::array<int, 2>, 4> kStep = {{{1, 0}, {-1, 1}, {0, 1}, {1, 1}}};
        constexpr float kGamma = 24.0f;
        m_problem.width = m_width;
        m_problem.height = m_height;
        std::array<std::vector<float>, 4> squares;
        double sum = 0.0;
        double count = 0.0;
        for (std::size_t d = 0; d < 4; ++d) {
            squares[d].assign(m_colours.size(), 0.0f);
            m_problem.parting[d].assign(m_colours.size(), 0);
            for (int y = 0; y + kStep[d][1] < m_height; ++y) {
                for (int x = 0; x < m_width; ++x) {
                    const int u = x + kStep[d][0];
                    if (u < 0 || u >= m_width) continue;
                    const std::size_t at = static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) +
                                           static_cast<std::size_t>(x);
                    const std::size_t other =
                        static_cast<std::size_t>(y + kStep[d][1]) * static_cast<std::size_t>(m_width) +
                        static_cast<std::size_t>(u);
                    float square = 0.0f;
                    for (std::size_t c = 0; c < 3; ++c) {
                        const float difference = m_colours[at][c] - m_colours[other][c];
                        square += difference * difference;
                    }
                    squares[d][at] = square;
                    sum += square;
                    count += 1.0;
                }
            }
        }
        const auto beta = static_cast<float>(1.0 / (2.0 * std::max(sum / std::max(count, 1.0), 0.5)));
        for (std::size_t d = 0; d < 4; ++d) {
            const float weight = kGamma * kCostScale * (d % 2 == 0 ? 1.0f : 0.70710678f);
            for (std::size_t i = 0; i < m_colours.size(); ++i) {
                m_problem.parting[d][i] = static_cast<std::int32_t>(weight * std::exp(-beta * squares[d][i]));
            }
        }
    }

    // The colour models decide, standing out from the frame helps, most of all in the first round.
    void setLeanings(int round) {
        constexpr int kClusters = 6;
        constexpr float kMostNats = 12.0f;
        constexpr std::int32_t kSure = 4000 * kCostScale;
        std::vector<std::uint8_t> rest(m_subject.size());
        for (std::size_t i = 0; i < rest.size(); ++i)
            rest[i] = m_subject[i] == 0;
        const ColourModel background = ColourModel::learn(m_features, rest, kClusters, kNoise);
        const ColourModel subject = ColourModel::learn(m_features, m_subject, kClusters, kNoise);
        const float trust = round == 0 ? 6.0f : 3.0f;
        m_problem.leaning.resize(m_colours.size());
        for (std::size_t i = 0; i < m_colours.size(); ++i) {
            if (m_isFrame[i] != 0) {
                m_problem.leaning[i] = -kSure;
                continue;
            }
            float nats = 0.0f;
            if (!subject.empty() && !background.empty()) {
                nats = std::clamp(background.cost(m_features[i]) - subject.cost(m_features[i]), -kMostNats,
                                  kMostNats);
            }
            nats += trust * std::clamp((m_contrast[i] - m_threshold) / m_threshold, -1.0f, 1.0f);
            m_problem.leaning[i] = static_cast<std::int32_t>(std::lround(nats * kCostScale));
        }
    }

    std::size_t at(int x, int y) const {
        return static_cast<std::size_t>(y) * static_cast<std::size_t>(m_width) + static_cast<std::size_t>(x);
    }

    /// Nothing stands out here or within `rim`, where the soft edge of a pen stroke would colour the guess.
    bool isCalm(int x, int y, int rim) const {
        for (int v = std::max(y - rim, 0); v <= std::min(y + rim, m_height - 1); ++v) {
            for (int u = std::max(x - rim, 0); u <= std::min(x + rim, m_width - 1); ++u) {
                if (m_contrast[at(u, v)] >= 0.5f * m_threshold) return false;
            }
        }
        return true;
    }

    /// Where the colour is within `tolerance` of what the surely background pixels around suggest.
    std::vector<std::uint8_t> looksLikeBackground(float tolerance, int rim) const {
        std::vector<std::uint8_t> sure(m_contrast.size());
        for (int y = 0; y < m_height; ++y) {
            for (int x = 0; x < m_width; ++x)
                sure[at(x, y)] = isCalm(x, y, rim);
        }
        const std::vector<Lab> guess = guessedBackground(m_colours, sure, m_width, m_height);
        std::vector<std::uint8_t> same(guess.size());
        for (std::size_t i = 0; i < guess.size(); ++i) {
            float square = 0.0f;
            for (std::size_t c = 0; c < 3; ++c) {
                square += (m_colours[i][c] - guess[i][c]) * (m_colours[i][c] - guess[i][c]);
            }
            same[i] = square < tolerance * tolerance;
        }
        return same;
    }

    // What is enclosed stands out from the frame whatever its colour. Where it looks as the background around suggests,
    // as in the hole of a ring, it must not pass for the subject's.
    void forgetHoles() {
        const std::vector<std::uint8_t> paper = looksLikeBackground(kSameColour, 0);
        std::vector<std::uint8_t> same(m_subject.size());
        for (std::size_t i = 0; i < same.size(); ++i)
            same[i] = m_subject[i] != 0 && paper[i] != 0;
        const Regions regions = connectedRegions(same, m_width, m_height, Neighbours::Four);
        const std::vector<std::uint8_t> enclosed = enclosedRegions(regions);
        for (std::size_t i = 0; i < same.size(); ++i) {
            if (same[i] == 0 || enclosed[static_cast<std::size_t>(regions.label[i])] == 0) continue;
            m_subject[i] = 0;
            m_contrast[i] = 0.5f * m_threshold;
        }
    }

    /// Per region, whether hardly any of its border lies against pixels that are not subject.
    std::vector<std::uint8_t> enclosedRegions(const Regions& regions) const {
        constexpr double kMostOpen = 0.1;
        std::vector<double> open(regions.list.size(), 0.0);
        std::vector<double> border(regions.list.size(), 0.0);
        const std::size_t width = static_cast<std::size_t>(m_width);
        for (std::size_t i = width; i + width < m_subject.size(); ++i) {
            if (regions.label[i] < 0) continue;
            const auto region = static_cast<std::size_t>(regions.label[i]);
            for (const std::size_t other : {i - 1, i + 1, i - width, i + width}) {
                if (regions.label[other] == regions.label[i]) continue;
                border[region] += 1.0;
                open[region] += m_subject[other] == 0;
            }
        }
        std::vector<std::uint8_t> enclosed(regions.list.size());
        for (std::size_t i = 0; i < enclosed.size(); ++i)
            enclosed[i] = open[i] <= kMostOpen * border[i];
        return enclosed;
    }

    void clean() {
        keepLargestParts(m_subject, m_width, m_height, kLeastPart);
        fillPinholes(m_subject, m_width, m_height, 0.012);
    }

    const jobs::JobContext& m_context;
    int m_width;
    int m_height;
    std::vector<Lab> m_colours;
    std::vector<Feature> m_features;
    std::vector<std::uint8_t> m_isFrame;
    std::vector<float> m_contrast;
    float m_threshold = 0.0f;
    Foreground m_subject;
    CutProblem m_problem;
};

} // namespace

Result<Foreground> findForeground(const Picture& picture, int rounds, const jobs::JobContext& context) {
    constexpr int kLeastSide = 4;
    if (picture.width < kLeastSide || picture.height < kLeastSide) return Foreground{};
    return ForegroundFinder(picture, context).find(rounds);
}

} // namespace orfeas::image
