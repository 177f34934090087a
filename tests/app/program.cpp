#include "tests/app/program.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace orfeas::test {
namespace {

void closeIfOpen(int& descriptor) {
    if (descriptor >= 0) ::close(descriptor);
    descriptor = -1;
}

[[noreturn]] void become(const std::vector<std::string>& arguments,
                         const std::map<std::string, std::string>& environment) {
    for (const auto& [name, value] : environment)
        ::setenv(name.c_str(), value.c_str(), 1);
    std::vector<char*> argv{const_cast<char*>(ORFEAS_PROGRAM)};
    for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execv(ORFEAS_PROGRAM, argv.data());
    ::_exit(127);
}

} // namespace

Program::Program(const std::vector<std::string>& arguments,
                 const std::map<std::string, std::string>& environment) {
    int out[2];
    int err[2];
    if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(err, O_CLOEXEC) != 0) std::abort();
    m_process = ::fork();
    if (m_process < 0) std::abort();
    if (m_process == 0) {
        ::dup2(out[1], STDOUT_FILENO);
        ::dup2(err[1], STDERR_FILENO);
        become(arguments, environment);
    }
    ::close(out[1]);
    ::close(err[1]);
    m_outPipe = out[0];
    m_errPipe = err[0];
}

Program::~Program() {
    if (m_process > 0) wait();
}

// One piece from whichever pipe has something. False when both have ended.
bool Program::readSome() {
    std::array<pollfd, 2> waiting{{{m_outPipe, POLLIN, 0}, {m_errPipe, POLLIN, 0}}};
    if (m_outPipe < 0 && m_errPipe < 0) return false;
    if (::poll(waiting.data(), waiting.size(), -1) < 0) return errno == EINTR;
    for (const pollfd& one : waiting) {
        if (one.fd < 0 || one.revents == 0) continue;
        std::array<char, 4096> buffer;
        const ssize_t got = ::read(one.fd, buffer.data(), buffer.size());
        int& descriptor = one.fd == m_outPipe ? m_outPipe : m_errPipe;
        std::string& text = one.fd == m_outPipe ? m_finished.out : m_finished.err;
        if (got <= 0) {
            closeIfOpen(descriptor);
        } else {
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }
    return true;
}

bool Program::waitForError(const std::string& text) {
    while (m_finished.err.find(text) == std::string::npos) {
        if (!readSome()) return false;
    }
    return true;
}

void Program::signal(int number) const {
    ::kill(m_process, number);
}

Finished Program::wait() {
    while (readSome()) {
    }
    int status = 0;
    ::waitpid(m_process, &status, 0);
    m_process = -1;
    m_finished.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return m_finished;
}

Finished runOrfeas(const std::vector<std::string>& arguments,
                   const std::map<std::string, std::string>& environment) {
    return Program(arguments, environment).wait();
}

} // namespace orfeas::test
