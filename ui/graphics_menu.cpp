#include "ui/graphics_menu.h"

#include <QAction>
#include <QCoreApplication>
#include <QMenu>

#include "ui/preferences.h"

namespace orfeas::ui {

void fillGraphicsMenu(QMenu* menu, const QStringList& adapters) {
    const auto translated = [](const char* text) {
        return QCoreApplication::translate("GraphicsMenu", text);
    };
    menu->clear();
    menu->setToolTipsVisible(true);
    const QString chosen = preferences::graphicsCard();
    const auto add = [&](const QString& text, const QString& name) {
        QAction* action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(chosen == name);
        action->setToolTip(translated("Draws with it from the next start on"));
        QObject::connect(action, &QAction::triggered, menu, [name] { preferences::setGraphicsCard(name); });
    };
    add(translated("The best one"), {});
    menu->addSeparator();
    for (const QString& name : adapters)
        add(name, name);
}

} // namespace orfeas::ui
