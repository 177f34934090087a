#include "ui/theme.h"

#include <algorithm>
#include <vector>

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QHash>
#include <QPalette>
#include <QStyleFactory>

#include "core/base/assert.h"

static void initializeResources() {
    Q_INIT_RESOURCE(orfeas);
}

namespace orfeas::ui {
namespace {

Theme& current() {
    static Theme theme;
    return theme;
}

QString readText(const QString& path) {
    QFile file(path);
    const bool opened = file.open(QIODevice::ReadOnly);
    ORFEAS_ASSERT(opened);
    return QString::fromUtf8(file.readAll());
}

using Tokens = QHash<QString, QColor>;

Tokens readTokens(const QString& text) {
    Tokens tokens;
    for (const QString& line : text.split('\n')) {
        if (line.isEmpty() || line.startsWith("# ")) continue;
        const QStringList words = line.split(' ', Qt::SkipEmptyParts);
        ORFEAS_ASSERT(words.size() == 2 && QColor(words[1]).isValid());
        tokens.insert(words[0], QColor(words[1]));
    }
    return tokens;
}

QColor token(const Tokens& tokens, const QString& name) {
    ORFEAS_ASSERT(tokens.contains(name));
    return tokens.value(name);
}

Theme themeFrom(const Tokens& tokens) {
    const auto color = [&](const char* name) { return token(tokens, QString::fromLatin1(name)); };
    return {color("background"),   color("panel"),        color("raised"),       color("hover"),
            color("line"),         color("text"),         color("dim"),          color("faint"),
            color("accent"),       color("accent-hover"), color("accent-down"),  color("accent-ink"),
            color("selection"),    color("ok"),           color("ok-fill"),      color("warning"),
            color("warning-fill"), color("failure"),      color("failure-fill"), color("info"),
            color("info-fill"),    color("bed-top"),      color("bed-middle"),   color("bed-edge"),
            color("pill"),         color("pill-line")};
}

/// "@accent" becomes the colour; longer names first, so that "@accent" does not eat "@accent-ink".
QString substitute(QString sheet, const Tokens& tokens) {
    QStringList names = tokens.keys();
    std::sort(names.begin(), names.end(), [](const QString& a, const QString& b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    for (const QString& name : names) {
        sheet.replace("@" + name, tokens[name].name(QColor::HexArgb));
    }
    ORFEAS_ASSERT(!sheet.contains('@'));
    return sheet;
}

QPalette paletteOf(const Theme& theme) {
    QPalette palette;
    palette.setColor(QPalette::Window, theme.panel);
    palette.setColor(QPalette::WindowText, theme.text);
    palette.setColor(QPalette::Base, theme.background);
    palette.setColor(QPalette::AlternateBase, theme.panel);
    palette.setColor(QPalette::Text, theme.text);
    palette.setColor(QPalette::Button, theme.raised);
    palette.setColor(QPalette::ButtonText, theme.text);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.accentInk);
    palette.setColor(QPalette::ToolTipBase, theme.raised);
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.faint);
    palette.setColor(QPalette::Link, theme.accent);
    palette.setColor(QPalette::Mid, theme.line);
    palette.setColor(QPalette::Dark, theme.background);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, theme.faint);
    }
    return palette;
}

QString fontFamily() {
    static const QString family = [] {
        const QStringList families = QFontDatabase::families();
        for (const char* wanted : {"Inter", "Noto Sans"}) {
            if (families.contains(QLatin1String(wanted))) return QString::fromLatin1(wanted);
        }
        return QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
    }();
    return family;
}

} // namespace

const Theme& theme() {
    return current();
}

QFont uiFont(int pixelSize, QFont::Weight weight) {
    QFont font(fontFamily());
    font.setPixelSize(pixelSize);
    font.setWeight(weight);
    return font;
}

void applyTheme(QApplication& application, const QString& name) {
    initializeResources();
    const Tokens tokens = readTokens(readText(":/theme/" + name + ".tokens"));
    current() = themeFrom(tokens);
    QApplication::setStyle(QStyleFactory::create("Fusion"));
    QApplication::setPalette(paletteOf(current()));
    QApplication::setFont(uiFont());
    application.setStyleSheet(substitute(readText(":/theme/studio.qss"), tokens));
}

} // namespace orfeas::ui
