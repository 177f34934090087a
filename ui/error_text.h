// Errors as translated sentences.
#pragma once

#include <QString>

#include "core/base/result.h"

namespace orfeas::ui {

/// What happened, as one sentence with a period. The core's own sentence is used where it says more than the kind.
QString errorText(const Error& error);

/// What kind of trouble it is, in two or three words: the heading of a row or a message. "Cannot be read".
QString errorTitle(ErrorCode code);

} // namespace orfeas::ui
