#include "core/inference/training/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <new>
#include <optional>
#include <system_error>

#include "core/inference/training/gradient.h"
#include "core/inference/training/optimizer.h"
#include "core/inference/training/training_log.h"
#include "core/inference/training/training_state.h"
#include "core/inference/training/validation.h"

namespace orfeas::inference {
namespace {

namespace fs = std::filesystem;

constexpr const char* kStateFile = "state.safetensors";

// LibTorch's exceptions end here.
template <typename T, typename Body>
Result<T> guarded(const Body& body) {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return Error{
            ErrorCode::OutOfMemory, "There is not enough memory to train with batches this large", {}};
    } catch (const std::exception& fault) {
        return Error{ErrorCode::Failed, "LibTorch could not run the network", fault.what()};
    }
}

Result<void> checkPlan(const TrainingPlan& plan) {
    if (plan.microBatch < 1 || plan.batch < plan.microBatch || plan.batch % plan.microBatch != 0) {
        return Error{ErrorCode::BadInput, "The batch must be a multiple of the pieces it is cut into", {}};
    }
    if (plan.surfacePoints < 1)
        return Error{ErrorCode::BadInput, "Each example needs points near the surface", {}};
    return {};
}

Result<TrainingState> openState(const TrainingPlan& plan) {
    const fs::path file = plan.folder / kStateFile;
    std::error_code fault;
    const bool there = fs::exists(file, fault);
    if (plan.resume && there) return readTrainingState(file);
    if (there) {
        return Error{ErrorCode::BadInput,
                     "\"" + plan.folder.string() +
                         "\" already holds a training run; go on with --resume, or name another folder",
                     {}};
    }
    fs::create_directories(plan.folder, fault);
    return beginTraining(plan.config, plan.seed);
}

class Run {
public:
    Run(const TrainingPlan& plan, const TrainingListener& listener, const jobs::JobContext& context)
        : m_plan(plan), m_listener(listener), m_context(context), m_log(plan.folder) {}

    Result<void> go() {
        ORFEAS_CHECK(prepare());
        const ParameterLayout layout(m_state.config);
        const at::Tensor decays = layout.decayMask().to(m_state.weights.device());
        BatchFeed feed(m_plan, *m_shards, m_state.seed);
        const PassOptions pass{m_plan.halfPrecision ? at::kBFloat16 : at::kFloat, m_plan.recompute};
        while (m_state.step < m_last) {
            if (m_context.cancelled()) {
                ORFEAS_CHECK(save());
                return jobs::cancelledError();
            }
            Gradient gradient =
                batchGradient(m_state.config, layout, m_state.weights, pass, feed, m_state.step);
            if (!std::isfinite(gradient.facts.loss))
                return Error{
                    ErrorCode::Failed, "The loss is no longer a number; resume with a smaller --rate", {}};
            gradient.facts.learningRate = learningRate(m_settings, m_state);
            takeStep(m_state, gradient.flat, decays, m_settings);
            ORFEAS_CHECK(tell(gradient.facts));
        }
        ORFEAS_CHECK(save());
        return m_log.plot();
    }

private:
    Result<void> prepare() {
        ORFEAS_CHECK(checkPlan(m_plan));
        m_settings.learningRate = m_plan.learningRate;
        ORFEAS_TRY(shards, ShardSet::open(m_plan.shards));
        m_shards = std::move(shards);
        if (m_plan.examples > 0) m_shards->limitTo(m_plan.examples);
        if (!m_plan.validation.empty()) {
            ORFEAS_TRY(validation, ShardSet::open(m_plan.validation));
            m_validation = std::move(validation);
        }
        ORFEAS_TRY(state, openState(m_plan));
        m_state = std::move(state);
        ORFEAS_CHECK(moveState());
        if (m_shards->side() != m_state.config.side) {
            return Error{ErrorCode::BadInput,
                         "The examples' pictures are " + std::to_string(m_shards->side()) +
                             " pixels wide, the network's " + std::to_string(m_state.config.side),
                         {}};
        }
        if (m_plan.decaySteps > 0 && m_state.decayFrom < 0) {
            m_state.decayFrom = m_state.step;
            m_state.decaySteps = m_plan.decaySteps;
        }
        m_last = m_state.decayFrom >= 0 ? m_state.decayFrom + m_state.decaySteps : m_plan.steps;
        return m_log.rewind(m_state.step);
    }

    Result<void> moveState() {
        if (m_plan.device == "cpu") return {};
        const at::Device device(m_plan.device);
        if (!device.is_cuda() || std::size_t(std::max<int>(0, device.index())) >= at::getNumGPUs())
            return Error{ErrorCode::Unavailable,
                         "LibTorch sees no card \"" + m_plan.device + "\" here; train with --device cpu",
                         {}};
        // Half the digits are enough for single products; sums keep all of theirs.
        at::globalContext().setAllowTF32CuBLAS(true);
        at::globalContext().setAllowTF32CuDNN(true);
        for (at::Tensor TrainingState::*tensor : {&TrainingState::weights, &TrainingState::average,
                                                  &TrainingState::moment1, &TrainingState::moment2})
            m_state.*tensor = (m_state.*tensor).to(device);
        return {};
    }

    Result<void> tell(StepFacts& facts) {
        facts.step = m_state.step;
        facts.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
        ORFEAS_CHECK(m_log.add(facts));
        if (m_listener.onStep) m_listener.onStep(facts);
        if (m_validation && m_state.step % m_plan.validateEvery == 0) {
            ValidationFacts scored = scoreExamples(m_state.config, m_state.average.cpu(), *m_validation,
                                                   m_plan.validationExamples);
            scored.step = m_state.step;
            ORFEAS_CHECK(m_log.add(scored));
            if (m_listener.onValidation) m_listener.onValidation(scored);
            ORFEAS_CHECK(m_log.plot());
        }
        return m_state.step % m_plan.checkpointEvery == 0 ? save() : Result<void>{};
    }

    Result<void> save() const { return writeTrainingState(m_plan.folder / kStateFile, m_state); }

    const TrainingPlan& m_plan;
    const TrainingListener& m_listener;
    const jobs::JobContext& m_context;
    const std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    TrainingLog m_log;
    OptimizerSettings m_settings;
    std::optional<ShardSet> m_shards;
    std::optional<ShardSet> m_validation;
    TrainingState m_state;
    std::int64_t m_last = 0;
};

} // namespace

Result<void> train(const TrainingPlan& plan, const TrainingListener& listener,
                   const jobs::JobContext& context) {
    return guarded<void>([&]() -> Result<void> { return Run(plan, listener, context).go(); });
}

Result<ValidationFacts> validate(const TrainingPlan& plan, const jobs::JobContext&) {
    return guarded<ValidationFacts>([&]() -> Result<ValidationFacts> {
        ORFEAS_TRY(examples, ShardSet::open(plan.validation));
        ORFEAS_TRY(state, readTrainingState(plan.folder / kStateFile));
        ValidationFacts facts = scoreExamples(state.config, state.average, examples, plan.validationExamples);
        facts.step = state.step;
        return facts;
    });
}

} // namespace orfeas::inference
