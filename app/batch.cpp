#include "app/batch.h"

#include <algorithm>
#include <mutex>
#include <utility>

#include "core/generate/machine_budget.h"
#include "core/jobs/engine.h"

namespace orfeas::app {
namespace {

// The fractions of all items, and their mean as one progress.
class Shared {
public:
    Shared(const std::vector<BatchItem>& items, const BatchOptions& options, ProgressPrinter& printer)
        : m_items(items), m_options(options), m_printer(printer), m_fractions(items.size(), 0.0) {}

    void report(std::size_t index, const jobs::Progress& progress) {
        std::lock_guard lock(m_mutex);
        double& own = m_fractions[index];
        const double before = own;
        own = std::clamp(progress.fraction, own, 1.0);
        m_sum += own - before;
        tell(index, progress.stage);
    }
    void ended(std::size_t index) {
        std::lock_guard lock(m_mutex);
        m_sum += 1.0 - std::exchange(m_fractions[index], 1.0);
        ++m_ended;
    }

private:
    void tell(std::size_t index, const std::string& stage) {
        const double fraction = m_options.share * m_sum / static_cast<double>(m_items.size());
        if (m_items.size() == 1) return m_printer.report({stage, fraction});
        m_printer.report({stage, fraction}, m_items[index].name, m_ended, m_items.size());
    }

    const std::vector<BatchItem>& m_items;
    const BatchOptions& m_options;
    ProgressPrinter& m_printer;
    std::mutex m_mutex;
    std::vector<double> m_fractions;
    double m_sum = 0.0;
    std::size_t m_ended = 0;
};

} // namespace

std::vector<Result<void>> runBatch(const std::vector<BatchItem>& items, const BatchWork& work,
                                   const BatchOptions& options, ProgressPrinter& printer,
                                   const std::stop_token& stop) {
    std::vector<Result<void>> results(items.size());
    Shared shared(items, options, printer);
    std::stop_source failed;
    const std::stop_callback onStop(stop, [&] { failed.request_stop(); });
    jobs::EngineOptions engineOptions;
    engineOptions.atOnce = std::clamp<std::size_t>(items.size(), 1, 8);
    engineOptions.budget = generate::machineBudget();
    const std::uint64_t most = engineOptions.budget->most();
    jobs::Engine engine(std::move(engineOptions));
    std::vector<jobs::TaskId> ids;
    std::mutex idsMutex;
    for (std::size_t i = 0; i < items.size(); ++i) {
        jobs::Task task;
        task.name = items[i].name;
        task.lane = items[i].lane;
        // What does not fit at all still gets its chance, alone.
        task.memoryBytes = std::min(items[i].memoryBytes, most);
        task.attempts = 2;
        task.work = [&, i](const jobs::JobContext& context) { return work(i, context); };
        task.onProgress = [&, i](const jobs::Progress& progress) { shared.report(i, progress); };
        task.onEnded = [&, i](const Result<void>& result) {
            results[i] = result;
            shared.ended(i);
            if (!result.ok() && options.stopAtFailure) failed.request_stop();
        };
        std::lock_guard lock(idsMutex);
        ids.push_back(engine.submit(std::move(task)));
    }
    const std::stop_callback onFailure(failed.get_token(), [&] {
        std::lock_guard lock(idsMutex);
        for (const jobs::TaskId id : ids)
            engine.cancel(id);
    });
    engine.waitUntilIdle();
    return results;
}

} // namespace orfeas::app
