#include "core/inference/network_runner.h"

#include <algorithm>
#include <utility>

#include "core/base/log.h"
#include "core/inference/cost_record.h"
#include "core/inference/inference_module.h"
#include "core/inference/lease_gate.h"
#include "core/vram/size_text.h"
#include "core/vram/system_memory.h"

namespace orfeas::inference {
namespace {

// Pages of the file come in between two questions: so much of the limit is left to them.
constexpr std::uint64_t kUnseenShare = 64;

constexpr Chunks kSmallest{64, 16, 128, 4096};

// The gate of a test, then that of the lease.
class TwoGates final : public vram::AllocationGate {
public:
    TwoGates(std::shared_ptr<vram::AllocationGate> outer, LeaseGate inner)
        : m_outer(std::move(outer)), m_inner(std::move(inner)) {}
    Result<void> before(std::string_view point, std::uint64_t bytes) override {
        if (m_outer) ORFEAS_CHECK(m_outer->before(point, bytes));
        return m_inner.before(point, bytes);
    }

private:
    std::shared_ptr<vram::AllocationGate> m_outer;
    LeaseGate m_inner;
};

bool sameForm(const RunPlan& a, const RunPlan& b) {
    return a.device == b.device && a.precision == b.precision && a.residency == b.residency &&
           a.chunks == b.chunks;
}

} // namespace

struct NetworkRunner::Opened {
    RunPlan plan;
    std::unique_ptr<ShapeNetwork> network;
    std::shared_ptr<RunLimits> limits; ///< what the network asks; the gate is another in each run
};

NetworkRunner::NetworkRunner(std::shared_ptr<const Model> model, NetworkOptions options,
                             vram::MachineMemory& memory)
    : m_model(std::move(model)), m_options(std::move(options)), m_memory(memory), m_shape(m_model->config) {}

NetworkRunner::~NetworkRunner() {
    close();
}

Result<std::shared_ptr<const SceneCode>> NetworkRunner::encode(const ConditioningImage& image,
                                                               std::optional<Precision> precision,
                                                               int resolution,
                                                               const jobs::JobContext& context) {
    ORFEAS_TRY(scenes, encodeAll({&image, 1}, precision, resolution, context));
    return scenes.front();
}

Result<NetworkRunner::Scenes> NetworkRunner::encodeAll(std::span<const ConditioningImage> images,
                                                       std::optional<Precision> precision, int resolution,
                                                       const jobs::JobContext& context) {
    m_start = std::chrono::steady_clock::now();
    m_report = {};
    m_progress->clear();
    m_pictures = images.size();
    ORFEAS_CHECK(choosePlan(precision, resolution, static_cast<int>(images.size())));
    ORFEAS_CHECK(acquire(context));
    vram::resetPeakResident();
    Scenes scenes;
    const std::vector<vram::Rung> steps = rungs();
    const auto said = [&](vram::LadderStep step, const std::string& words) {
        m_report.steps.push_back(std::string(vram::name(step)) + ": " + words);
        context.report("short of memory: " + words, 0.0);
    };
    const Result<void> done = vram::withLadder([&] { return attempt(images, context, scenes); }, steps, said);
    m_report.plan = m_plan;
    if (done.ok()) return scenes;
    close();
    if (done.error().code != ErrorCode::OutOfMemory) return done.error();
    Error refusal = done.error();
    refusal.detail = refusal.userText + "; " + refusal.detail;
    refusal.userText = "There is not enough memory for this network, in its smallest form either (" +
                       planText(m_plan) + ", about " + vram::sizeText(m_plan.peakBytes) +
                       "); close other programs or choose a smaller model";
    return refusal;
}

Result<void> NetworkRunner::choosePlan(std::optional<Precision> precision, int resolution, int queued) {
    ORFEAS_TRY(factory, inferenceModule());
    const std::vector<std::string> devices = factory->devices();
    std::string device = m_options.device;
    if (device == "auto") device = devices.size() > 1 ? devices[1] : devices[0];
    ORFEAS_TRY(request, requestNow(m_memory, device, precision, resolution, queued));
    m_request = request;
    ORFEAS_TRY(plan, bestPlan(m_model->config, m_request, m_machine));
    m_plan = plan;
    if (m_together > 0) {
        m_plan.batch = std::min(m_together, queued);
        replan();
    }
    return {};
}

std::uint64_t NetworkRunner::leaseBytes(const RunPlan& plan) const {
    const auto whole = static_cast<std::uint64_t>(double(plan.peakBytes) * kSafety);
    return whole > m_request.programBytes ? whole - m_request.programBytes : 1;
}

std::uint64_t NetworkRunner::processLimit() const {
    const vram::VramManager* memory = manager();
    if (!memory || m_plan.device != "cpu") return 0;
    const std::uint64_t limit = memory->settings().limitBytes;
    return limit - limit / kUnseenShare;
}

// What is open already is worth more than a slightly better form.
bool NetworkRunner::takeIdle() {
    auto kept = m_idle.take();
    if (!kept) return false;
    m_lease = std::move(kept->lease);
    m_opened = std::static_pointer_cast<Opened>(std::move(kept->resource));
    RunPlan open = m_opened->plan;
    if (open.batch != m_plan.batch) {
        open.batch = m_plan.batch;
        open.measured = false;
        predict(m_shape, m_request, m_machine, open);
    }
    const bool same = open.device == m_plan.device && open.precision == m_plan.precision &&
                      fits(open, m_request.limitBytes);
    if (same) m_plan = open;
    const std::uint64_t needed = leaseBytes(m_plan);
    if (same && (m_lease.bytes() >= needed || m_lease.tryGrow(needed - m_lease.bytes()))) return true;
    close(); // whoever waits holds nothing
    return false;
}

// All at once: between what the best form and what the smallest of this precision takes.
Result<void> NetworkRunner::acquire(const jobs::JobContext& context) {
    vram::VramManager* memory = manager();
    if (!memory) return {};
    if (takeIdle()) return {};
    const std::vector<RunPlan> plans = plansFor(m_model->config, m_request, m_machine);
    std::uint64_t least = leaseBytes(m_plan);
    for (const RunPlan& plan : plans)
        least = std::min(least, leaseBytes(plan));
    vram::LeaseRequest request;
    request.owner = m_model->folder.filename().string();
    request.preferredBytes = leaseBytes(m_plan);
    request.minimumBytes = least;
    if (memory->accounts().free() < least) context.report("waiting for memory", 0.0);
    ORFEAS_TRY(lease, memory->acquire(request, context.stopToken()));
    m_lease = std::move(lease);
    if (m_lease.bytes() >= request.preferredBytes) return {};
    PlanRequest smaller = m_request;
    smaller.limitBytes = m_lease.bytes() + m_request.programBytes;
    ORFEAS_TRY(plan, bestPlan(m_model->config, smaller, m_machine));
    m_plan = plan;
    return {};
}

Result<void> NetworkRunner::openNetwork() {
    if (m_opened && sameForm(m_opened->plan, m_plan)) return {};
    m_opened.reset(); // before its successor takes memory
    ORFEAS_TRY(factory, inferenceModule());
    NetworkOptions options = m_options;
    options.device = m_plan.device;
    options.precision = m_plan.precision;
    options.residency = m_plan.residency;
    options.chunks = m_plan.chunks;
    options.limits = std::make_shared<RunLimits>();
    options.limits->progress = m_progress;
    options.limits->gate = makeGate();
    ORFEAS_TRY(network, factory->open(m_model->config, m_model->weights, options));
    m_opened = std::make_shared<Opened>(Opened{m_plan, std::move(network), options.limits});
    m_report.reopened = true;
    return {};
}

// Goes on after the scenes that are there, `m_plan.batch` pictures at a time.
Result<void> NetworkRunner::attempt(std::span<const ConditioningImage> images,
                                    const jobs::JobContext& context, Scenes& scenes) {
    while (scenes.size() < images.size()) {
        ORFEAS_CHECK(fitIntoLease());
        ORFEAS_CHECK(openNetwork());
        const std::size_t first = scenes.size();
        const std::size_t count = std::min(static_cast<std::size_t>(m_plan.batch), images.size() - first);
        const double all = static_cast<double>(images.size());
        const jobs::JobContext part =
            context.part(static_cast<double>(first) / all, static_cast<double>(first + count) / all);
        m_opened->limits->gate = makeGate();
        ++m_report.passes;
        auto seen = m_opened->network->encodeAll(images.subspan(first, count), part);
        m_opened->limits->gate.reset();
        if (!seen.ok()) {
            m_opened.reset();
            return seen.error();
        }
        scenes.insert(scenes.end(), seen->begin(), seen->end());
    }
    return {};
}

// Asked to give back: the form of this attempt must be within what is left.
Result<void> NetworkRunner::fitIntoLease() {
    if (!m_lease.held() || m_lease.wantedBytes() >= m_lease.bytes()) return {};
    const std::uint64_t needed = leaseBytes(m_plan);
    if (needed > m_lease.wantedBytes()) {
        m_opened.reset();
        return Error{ErrorCode::OutOfMemory,
                     vram::sizeText(m_lease.wantedBytes()) + " are left for this network, and " +
                         planText(m_plan) + " takes " + vram::sizeText(needed),
                     {}};
    }
    m_lease.shrinkTo(m_lease.wantedBytes());
    return {};
}

std::shared_ptr<vram::AllocationGate> NetworkRunner::makeGate() const {
    return std::make_shared<TwoGates>(m_outerGate, LeaseGate(m_lease, leaseBytes(m_plan), processLimit()));
}

std::vector<vram::Rung> NetworkRunner::rungs() {
    using vram::LadderStep;
    bool freed = false;
    return {{LadderStep::FreeCaches,
             [this, freed]() mutable -> std::optional<std::string> {
                 if (std::exchange(freed, true)) return std::nullopt;
                 vram::VramManager* memory = manager();
                 const std::uint64_t bytes = memory ? memory->freeIdle(~std::uint64_t{0}) : 0;
                 return vram::sizeText(bytes) + " of idle models and caches given up";
             }},
            {LadderStep::SmallerChunks, [this] { return smallerChunks(); }},
            {LadderStep::SmallerBatch,
             [this]() -> std::optional<std::string> {
                 if (m_plan.batch <= 1) return std::nullopt;
                 m_plan.batch /= 2;
                 replan();
                 if (m_plan.batch == 1) return "one picture at a time";
                 return std::to_string(m_plan.batch) + " pictures at once";
             }},
            {LadderStep::LowerPrecision, [this] { return lowerPrecision(); }},
            {LadderStep::Offload, [this] { return offload(); }},
            {LadderStep::Cpu, [this] { return toProcessor(); }}};
}

std::optional<std::string> NetworkRunner::smallerChunks() {
    Chunks next = m_plan.chunks;
    next.rows = std::max(kSmallest.rows, next.rows / 2);
    next.attentionRows = std::max(kSmallest.attentionRows, next.attentionRows / 2);
    next.feedWidth = std::max(kSmallest.feedWidth, next.feedWidth / 2);
    next.queryPoints = std::max(kSmallest.queryPoints, next.queryPoints / 2);
    if (next == m_plan.chunks) return std::nullopt;
    m_plan.chunks = next;
    replan();
    return "attention in blocks of " + std::to_string(next.attentionRows) + " rows";
}

std::optional<std::string> NetworkRunner::lowerPrecision() {
    if (m_plan.precision == Precision::Int8) return std::nullopt;
    const bool toBFloat16 = m_plan.precision == Precision::Float32 && m_machine.hasBFloat16;
    m_plan.precision = toBFloat16 ? Precision::BFloat16 : Precision::Int8;
    if (m_plan.residency == Residency::Stages) m_plan.residency = Residency::All;
    replan();
    return toBFloat16 ? "weights in bfloat16" : "weights in int8";
}

std::optional<std::string> NetworkRunner::offload() {
    if (m_plan.residency == Residency::Blocks) return std::nullopt;
    m_plan.residency = Residency::Blocks;
    replan();
    return "weights read block by block";
}

// Another device has another memory; what was finished goes along.
std::optional<std::string> NetworkRunner::toProcessor() {
    if (m_plan.device == "cpu") return std::nullopt;
    m_opened.reset();
    m_lease.release();
    m_request.device = "cpu";
    m_request.programBytes = m_memory.system().settings().programBytes;
    m_request.limitBytes = m_memory.system().accounts().free() + m_request.programBytes;
    const auto plan = bestPlan(m_model->config, m_request, m_machine);
    if (!plan.ok()) return std::nullopt;
    vram::LeaseRequest request;
    request.owner = m_model->folder.filename().string();
    request.preferredBytes = leaseBytes(*plan);
    request.timeout = std::chrono::milliseconds(0);
    auto lease = m_memory.system().acquire(request);
    if (!lease.ok()) return std::nullopt;
    m_plan = *plan;
    m_lease = std::move(*lease);
    return "on the processor";
}

void NetworkRunner::replan() {
    m_plan.measured = false;
    predict(m_shape, m_request, m_machine, m_plan);
}

std::uint64_t NetworkRunner::roomForMesh(int resolution) {
    const std::uint64_t limit = processLimit();
    if (limit == 0) return 0;
    const auto room = [&] { return limit - std::min(limit, vram::residentBytes()); };
    const auto isShort = [&] { return room() < meshBytes(resolution); };
    const auto factory = inferenceModule();
    if (isShort() && factory.ok()) (*factory)->trimTensorMemory();
    if (isShort() && m_opened) {
        m_report.steps.push_back("offload: weights given up, the mesh takes their place");
        m_opened.reset();
        if (factory.ok()) (*factory)->trimTensorMemory();
    }
    return std::max<std::uint64_t>(room(), 1);
}

void NetworkRunner::rest() {
    if (!m_opened) {
        m_lease.release();
        return;
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_start).count();
    if (m_plan.device == "cpu" && m_report.steps.empty() && m_pictures == 1) {
        const Result<void> kept =
            CostRecord().add(m_shape, m_request, m_plan, vram::peakResidentBytes(), seconds);
        if (!kept.ok()) log(LogLevel::Warning, "inference", kept.error().userText);
    }
    vram::VramManager* memory = manager();
    if (memory && m_lease.held()) m_idle = memory->park(std::move(m_lease), std::move(m_opened));
    m_opened.reset();
}

void NetworkRunner::close() {
    m_opened.reset();
    m_lease.release();
    m_idle = {};
}

} // namespace orfeas::inference
