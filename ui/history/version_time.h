// Points in time as people say them.
#pragma once

#include <QDateTime>
#include <QString>

namespace orfeas::ui {

/// "now", "4 min", "12:04", "yesterday", "Tuesday", "12 Mar", "12 Mar 2025": short, for a column.
QString timeAgo(const QDateTime& time, const QDateTime& now);
/// "Tuesday, 12 March 2026 12:04:31": for tooltips.
QString fullTime(const QDateTime& time);

} // namespace orfeas::ui
