#include "ui/drop_target.h"

#include <QDropEvent>
#include <QMimeData>

namespace orfeas::ui {

DropTarget::DropTarget(QObject* parent) : QObject(parent) {
    m_left.setSingleShot(true);
    m_left.setInterval(60);
    connect(&m_left, &QTimer::timeout, this, [this] { emit hovering({}); });
}

void DropTarget::watch(QObject* windowOrWidget) {
    windowOrWidget->installEventFilter(this);
}

bool DropTarget::eventFilter(QObject*, QEvent* event) {
    switch (event->type()) {
    case QEvent::DragEnter: {
        auto* drag = static_cast<QDragEnterEvent*>(event);
        const DropContent content = contentOf(*drag->mimeData());
        if (content.empty()) return false;
        m_left.stop();
        drag->setDropAction(Qt::CopyAction);
        drag->accept();
        emit hovering(announce(content));
        return true;
    }
    case QEvent::DragMove: {
        auto* drag = static_cast<QDragMoveEvent*>(event);
        drag->setDropAction(Qt::CopyAction);
        drag->accept();
        return true;
    }
    case QEvent::DragLeave:
        m_left.start();
        return true;
    case QEvent::Drop: {
        auto* drop = static_cast<QDropEvent*>(event);
        const DropContent content = contentOf(*drop->mimeData());
        m_left.stop();
        emit hovering({});
        if (content.empty()) return false;
        drop->setDropAction(Qt::CopyAction);
        drop->accept();
        if (content.image)
            emit imageDropped(qvariant_cast<QImage>(drop->mimeData()->imageData()));
        else
            emit filesDropped(content.files());
        return true;
    }
    default:
        return false;
    }
}

} // namespace orfeas::ui
