#include "ui/history/version_time.h"

#include <QCoreApplication>
#include <QLocale>

namespace orfeas::ui {
namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Time", text);
}

} // namespace

QString timeAgo(const QDateTime& time, const QDateTime& now) {
    const QLocale locale;
    const qint64 seconds = time.secsTo(now);
    const qint64 days = time.date().daysTo(now.date());
    if (seconds >= 0 && seconds < 60) return translated("now");
    if (seconds >= 0 && seconds < 60 * 60) return translated("%1 min").arg(seconds / 60);
    if (days == 0) return time.toString("HH:mm");
    if (days == 1) return translated("yesterday");
    if (days > 1 && days < 7) return locale.dayName(time.date().dayOfWeek());
    return locale.toString(time.date(), time.date().year() == now.date().year() ? "d MMM" : "d MMM yyyy");
}

QString fullTime(const QDateTime& time) {
    return QLocale().toString(time, "dddd, d MMMM yyyy HH:mm:ss");
}

} // namespace orfeas::ui
