#include "ui/text_format.h"

#include <cmath>

#include <QCoreApplication>
#include <QLocale>

namespace orfeas::ui {
namespace {

QString translated(const char* text, int count = -1) {
    return QCoreApplication::translate("Format", text, nullptr, count);
}

QString decimal(double value, int digits) {
    return QLocale().toString(value, 'f', digits);
}

} // namespace

QString countText(qulonglong count) {
    QString text = QString::number(count);
    for (qsizetype at = text.size() - 3; at > 0; at -= 3) {
        text.insert(at, QChar(0x202f)); // narrow no-break space: the same in every language
    }
    return text;
}

QString sizeText(const glm::vec3& millimetres) {
    const int digits = std::max({millimetres.x, millimetres.y, millimetres.z}) < 10.0f ? 2 : 1;
    return translated("%1 × %2 × %3 mm")
        .arg(decimal(millimetres.x, digits), decimal(millimetres.y, digits), decimal(millimetres.z, digits));
}

QString pointText(const glm::vec3& millimetres) {
    return translated("%1, %2, %3 mm")
        .arg(decimal(millimetres.x, 1), decimal(millimetres.y, 1), decimal(millimetres.z, 1));
}

QString volumeText(double cubicMillimetres) {
    if (std::abs(cubicMillimetres) < 1000.0) return translated("%1 mm³").arg(decimal(cubicMillimetres, 1));
    return translated("%1 cm³").arg(decimal(cubicMillimetres / 1000.0, 1));
}

QString durationText(double seconds) {
    if (seconds < 0.95) return translated("%1 s").arg(decimal(std::max(seconds, 0.0), 1));
    const long whole = std::lround(seconds);
    if (whole < 60) return translated("%1 s").arg(whole);
    if (whole < 3600) return translated("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return translated("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString bytesText(qulonglong bytes) {
    return QLocale().formattedDataSize(static_cast<qint64>(bytes), bytes < (1u << 20) ? 0 : 1,
                                       QLocale::DataSizeSIFormat);
}

QString trianglesText(qulonglong count) {
    return count == 1 ? translated("1 triangle") : translated("%1 triangles").arg(countText(count));
}

} // namespace orfeas::ui
