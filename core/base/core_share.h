// Who may use the machine's cores: jobs that run side by side hold one each, loops borrow what is left.
#pragma once

#include <cstddef>

namespace orfeas {

/// While it lives the calling thread counts as computing: parallelFor leaves a core to it, and lends helpers only what
/// nobody holds, also to loops that already run. Without any, a loop has all cores. On the stack of the thread it is for.
class CoreHold {
public:
    CoreHold();
    CoreHold(const CoreHold&) = delete;
    CoreHold& operator=(const CoreHold&) = delete;
    ~CoreHold();
};

/// While it lives parallelFor runs on the calling thread alone: for work beside something that needs the other cores more, such
/// as a graphics driver that draws by the processor and that no CoreHold tells of. On the stack of the thread it is for.
class SerialLoops {
public:
    SerialLoops();
    SerialLoops(const SerialLoops&) = delete;
    SerialLoops& operator=(const SerialLoops&) = delete;
    ~SerialLoops();

private:
    bool m_before;
};

/// The calling thread gives way to the others from now on: it gets a quarter of a core that another wants as well, and all of
/// one that is free. Once a thread, for those that work ahead. Does nothing where the system has no such thing.
void giveWay();

/// Whether the calling thread is in the body of a parallelFor, as its caller or as a helper.
bool insideParallelLoop();

/// Threads that compute at this instant: holders, callers of loops that hold nothing, and helpers. For tests and shows.
std::size_t computingThreads();

} // namespace orfeas
