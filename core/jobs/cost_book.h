// How long work of a kind takes, learned from what it took: for time left that can be believed.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orfeas::jobs {

/// A stage of a finished job, in order.
struct StageTime {
    std::string stage;
    double seconds = 0.0;
};

/// Expected times by kind ("inflate normal"). Newer jobs weigh more: each moves an expectation by three tenths of the
/// difference, so that a faster machine or a larger picture is believed after a few. Any thread.
class CostBook {
public:
    /// Stages of the same name count once, from when the first began.
    void learn(const std::string& kind, const std::vector<StageTime>& stages);

    /// Of a whole job; nothing before one was learned.
    std::optional<double> total(const std::string& kind) const;
    /// What is left `inStage` seconds after `stage` began; never negative. Nothing for an unknown kind or stage.
    std::optional<double> left(const std::string& kind, std::string_view stage, double inStage) const;

    /// One line an expectation, to be kept; `read` takes it back and ignores lines that are none.
    std::string text() const;
    void read(std::string_view text);

private:
    struct Kind {
        double total = 0.0;
        std::map<std::string, double, std::less<>> leftAtStart; ///< when a stage begins
    };
    mutable std::mutex m_mutex;
    std::map<std::string, Kind, std::less<>> m_kinds;
};

} // namespace orfeas::jobs
