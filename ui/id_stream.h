// Lets the core's ids travel in signals: Qt wants to be able to stream every enum a signal carries, and has no
// overload for those that rest on `unsigned long`.
#pragma once

#include <QDataStream>

#include "core/project/core_event.h"

namespace orfeas::project {

inline QDataStream& operator<<(QDataStream& stream, JobId id) {
    return stream << static_cast<quint64>(id);
}
inline QDataStream& operator<<(QDataStream& stream, ObjectId id) {
    return stream << static_cast<quint64>(id);
}
inline QDataStream& operator<<(QDataStream& stream, GroupId id) {
    return stream << static_cast<quint64>(id);
}
inline QDataStream& operator>>(QDataStream& stream, GroupId& id) {
    quint64 value = 0;
    stream >> value;
    id = GroupId{value};
    return stream;
}
inline QDataStream& operator>>(QDataStream& stream, JobId& id) {
    quint64 value = 0;
    stream >> value;
    id = JobId{value};
    return stream;
}
inline QDataStream& operator>>(QDataStream& stream, ObjectId& id) {
    quint64 value = 0;
    stream >> value;
    id = ObjectId{value};
    return stream;
}

} // namespace orfeas::project
