// Keeps an eye on whether the objects print: checks them again in the background after each change.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include <glm/mat4x4.hpp>

#include "core/mesh/mesh.h"
#include "core/print/check.h"
#include "core/project/core_event.h"

namespace orfeas::project {

/// Owner: ServiceCore, which shows it every event. A changed mesh, turn or scale makes an object due; where it stands on
/// the bed does not matter. The quick check comes first; when nothing else is due, the full one follows for objects of
/// the document. A run whose object has changed meanwhile stops and says nothing. One thread of its own; its checks use
/// the cores that nobody else does.
class PrintWatch {
public:
    /// Called on the watch's thread with each ObjectChecked.
    using Sink = std::function<void(ObjectChecked)>;
    /// Replaceable for tests.
    using Check = std::function<Result<print::Report>(const mesh::Mesh&, const print::CheckOptions&,
                                                      const jobs::JobContext&)>;

    explicit PrintWatch(Sink sink, Check check = print::check,
                        std::chrono::milliseconds settle = std::chrono::milliseconds(120));
    PrintWatch(const PrintWatch&) = delete;
    PrintWatch& operator=(const PrintWatch&) = delete;
    ~PrintWatch();

    /// Any thread; returns at once. What is not about shapes is ignored.
    void observe(const CoreEvent& event);
    /// Another profile or printer: everything is due again.
    void setOptions(const print::CheckOptions& options);
    /// Stops what runs, and for good. Any thread.
    void stop();

private:
    using Clock = std::chrono::steady_clock;
    enum class Stage { Quick, Full, Done };

    /// What is known of one object.
    struct Watched {
        std::shared_ptr<const mesh::Mesh> mesh;
        glm::mat3 form{1.0f}; ///< turn and scale
        bool isPreview = false;
        Stage next = Stage::Quick;
        Clock::time_point due;
        std::uint64_t version = 0;
    };

    void watch(ObjectId object, const std::shared_ptr<const mesh::Mesh>& mesh, const glm::mat4& transform,
               bool isPreview);
    void forget(ObjectId object);
    void run(const std::stop_token& stop);
    /// The one to look at next, if any; with the lock held.
    std::map<ObjectId, Watched>::iterator nextDue();

    Sink m_sink;
    Check m_check;
    std::chrono::milliseconds m_settle;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    print::CheckOptions m_options;
    std::map<ObjectId, Watched> m_previews; ///< shown instead of the object while they are there
    std::map<ObjectId, Watched> m_objects;
    std::uint64_t m_lastVersion = 0;
    std::uint64_t m_runningVersion = 0;
    std::stop_source m_running; ///< of the check that runs
    std::jthread m_thread;      // last: stops before the rest goes
};

} // namespace orfeas::project
