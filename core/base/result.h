// Errors are values. A function that can fail because of the world outside returns Result<T>; a broken
// promise inside the program is a bug and asserts (core/base/assert.h).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "core/base/assert.h"

namespace orfeas {

/// What kind of failure it was. Callers branch on it; people read Error::userText.
enum class ErrorCode {
    BadInput,         ///< the file or value given cannot be what was asked for
    NotFound,         ///< a named file, folder, generator or setting does not exist
    Unsupported,      ///< well-formed, but not a kind Orfeas handles
    TooLarge,         ///< beyond a stated limit (pixels, bytes, triangles)
    PermissionDenied, ///< the system refused access
    DiskFull,         ///< no space left
    IoFailed,         ///< reading or writing failed for another reason
    OutOfMemory,      ///< a budget or the machine has no room
    Unavailable,      ///< needs something this machine or build does not have
    Cancelled,        ///< the user asked to stop
    Failed,           ///< an algorithm could not produce a valid result
};

/// One failure. `userText` is one sentence a person can act on (no trailing period, no prefix);
/// `detail` is for the log.
struct Error {
    ErrorCode code = ErrorCode::Failed;
    std::string userText;
    std::string detail;
};

/// Either a value or an Error. Never empty. Reading the wrong side asserts.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return m_state.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { return checked(); }
    const T& value() const& { return const_cast<Result*>(this)->checked(); }
    T&& value() && { return std::move(checked()); }
    T& operator*() & { return checked(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(checked()); }
    T* operator->() { return &checked(); }
    const T* operator->() const { return &value(); }

    const Error& error() const& {
        ORFEAS_ASSERT(!ok());
        return std::get<1>(m_state);
    }
    Error&& error() && {
        ORFEAS_ASSERT(!ok());
        return std::get<1>(std::move(m_state));
    }

private:
    T& checked() {
        ORFEAS_ASSERT(ok());
        return std::get<0>(m_state);
    }

    std::variant<T, Error> m_state;
};

/// Success or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) {}

    bool ok() const { return !m_error.has_value(); }
    explicit operator bool() const { return ok(); }
    const Error& error() const& {
        ORFEAS_ASSERT(!ok());
        return *m_error;
    }
    Error&& error() && {
        ORFEAS_ASSERT(!ok());
        return std::move(*m_error);
    }

private:
    std::optional<Error> m_error;
};

} // namespace orfeas

/// Declares `name` as the value of `expression`, or returns its Error from the enclosing function.
#define ORFEAS_TRY(name, expression)                                                                         \
    auto name##Result = (expression);                                                                        \
    if (!name##Result.ok()) return std::move(name##Result).error();                                          \
    auto& name = *name##Result

/// Returns the Error of a Result<void> from the enclosing function.
#define ORFEAS_CHECK(expression)                                                                             \
    if (auto orfeasChecked = (expression); !orfeasChecked.ok()) return std::move(orfeasChecked).error()
