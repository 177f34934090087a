// Where jobs run. A worker takes closures and runs them in order of arrival, one at a time per thread.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>

namespace orfeas::jobs {

/// The contract of every worker (tests/contracts/worker_contract.h): each posted task runs exactly once,
/// unless the worker is destroyed first; a task gets a stop token that is set when the worker is destroyed;
/// destruction waits for the running tasks and drops the waiting ones. post() may be called from any thread,
/// also from a task.
class Worker {
public:
    using Task = std::function<void(std::stop_token)>;
    virtual ~Worker() = default;
    virtual void post(Task task) = 0;
};

/// One or more threads with a common queue.
std::unique_ptr<Worker> makeThreadWorker(std::string name, int threads = 1);

/// Runs each task inside post(): for tests and the command line. A task posted while another runs, by that
/// task or by another thread, runs right after it, on the thread that is running.
std::unique_ptr<Worker> makeInlineWorker();

} // namespace orfeas::jobs
