// The built program as a process, the way a script uses it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace orfeas::test {

struct Finished {
    int exitCode = -1; ///< 128 + n when killed by signal n
    std::string out;
    std::string err;

    nlohmann::json json() const { return nlohmann::json::parse(out); }
};

/// A running `orfeas`. Waits for its end at the latest when destroyed.
class Program {
public:
    Program(const std::vector<std::string>& arguments, const std::map<std::string, std::string>& environment);
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program();

    /// Reads standard error until a line contains `text`. False when the program ended before.
    bool waitForError(const std::string& text);
    void signal(int number) const;
    Finished wait();

private:
    bool readSome();

    int m_process = -1;
    int m_outPipe = -1;
    int m_errPipe = -1;
    Finished m_finished;
};

Finished runOrfeas(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment = {});

} // namespace orfeas::test
