// The menu in which the graphics card is chosen.
#pragma once

#include <QStringList>

class QMenu;

namespace orfeas::ui {

/// Fills the menu anew; a choice is remembered and holds from the next start on. UI thread.
void fillGraphicsMenu(QMenu* menu, const QStringList& adapters);

} // namespace orfeas::ui
