#include "ui/history/recovery_dialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/history/version_time.h"
#include "ui/icon.h"

namespace orfeas::ui {
namespace {

constexpr int kPicture = 112;
constexpr int kMostNames = 4;

QString changeText(const project::ObjectChange& change) {
    const QString name = QString::fromStdString(change.name);
    switch (change.kind) {
    case project::ObjectChange::Kind::Added:
        return RecoveryDialog::tr("%1 is new").arg(name);
    case project::ObjectChange::Kind::Removed:
        return RecoveryDialog::tr("%1 was removed").arg(name);
    case project::ObjectChange::Kind::Changed:
        return change.moved && !change.geometry ? RecoveryDialog::tr("%1 was moved").arg(name)
                                                : RecoveryDialog::tr("%1 was changed").arg(name);
    }
    return name;
}

QString changesText(const std::vector<project::ObjectChange>& changes) {
    QStringList lines;
    for (const project::ObjectChange& change : changes) {
        if (lines.size() == kMostNames) {
            lines << RecoveryDialog::tr("and %1 more").arg(changes.size() - kMostNames);
            break;
        }
        lines << changeText(change);
    }
    return lines.join("\n");
}

} // namespace

RecoveryDialog::RecoveryDialog(const project::RecoveryOffered& offer, QWidget* parent) : QDialog(parent) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Work found"));
    setModal(true);
    auto* title = new QLabel(tr("Your work is still here"), this);
    title->setObjectName("title");
    auto* sentence = new QLabel(
        tr("Orfeas ended before it could close this project. Everything up to the last two seconds "
           "was kept."),
        this);
    sentence->setObjectName("dim");
    sentence->setWordWrap(true);
    auto* discard = new QPushButton(tr("Leave it"), this);
    discard->setToolTip(
        tr("Open the last version instead. What was found is set aside until the next work is kept"));
    auto* look = new QPushButton(tr("Look first"), this);
    look->setToolTip(tr("Show it without deciding"));
    auto* restore = new QPushButton(tr("Bring it back"), this);
    restore->setObjectName("primary");
    restore->setDefault(true);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(discard);
    buttons->addStretch(1);
    buttons->addWidget(look);
    buttons->addWidget(restore);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(22, 20, 22, 18);
    column->setSpacing(12);
    column->addWidget(title);
    column->addWidget(sentence);
    column->addWidget(buildOffer(offer));
    column->addSpacing(4);
    column->addLayout(buttons);
    setFixedWidth(480);
    connect(restore, &QPushButton::clicked, this, [this] {
        emit restoreChosen();
        done(Accepted);
    });
    connect(discard, &QPushButton::clicked, this, [this] {
        emit discardChosen();
        done(Accepted);
    });
    connect(look, &QPushButton::clicked, this, &QDialog::reject);
    connect(this, &QDialog::rejected, this, &RecoveryDialog::lookChosen);
}

QWidget* RecoveryDialog::buildOffer(const project::RecoveryOffered& offer) {
    auto* card = new QFrame(this);
    card->setObjectName("card");
    auto* picture = new QLabel(card);
    picture->setFixedSize(kPicture, kPicture);
    picture->setAlignment(Qt::AlignCenter);
    QImage image;
    if (offer.thumbnail)
        image = QImage::fromData(reinterpret_cast<const uchar*>(offer.thumbnail->data()),
                                 static_cast<int>(offer.thumbnail->size()), "PNG");
    if (image.isNull()) {
        picture->setPixmap(icon("cube").pixmap(QSize(32, 32), devicePixelRatioF()));
    } else {
        const int side = qRound(kPicture * devicePixelRatioF());
        QPixmap pixmap =
            QPixmap::fromImage(image.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
        pixmap.setDevicePixelRatio(devicePixelRatioF());
        picture->setPixmap(pixmap);
    }
    const QString name =
        offer.status.untitled() ? tr("Untitled project") : QString::fromStdString(offer.status.name);
    auto* head = new QLabel(name, card);
    head->setObjectName("strong");
    const QDateTime time = QDateTime::fromSecsSinceEpoch(offer.recovery.time);
    auto* when = new QLabel(tr("Last kept %1").arg(fullTime(time)), card);
    when->setObjectName("small");
    when->setWordWrap(true);
    auto* changes = new QLabel(changesText(offer.recovery.changes), card);
    changes->setObjectName("dim");
    changes->setWordWrap(true);
    auto* words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(head);
    words->addWidget(when);
    words->addSpacing(4);
    words->addWidget(changes);
    words->addStretch(1);
    auto* row = new QHBoxLayout(card);
    row->setContentsMargins(12, 12, 12, 12);
    row->setSpacing(14);
    row->addWidget(picture);
    row->addLayout(words, 1);
    return card;
}

} // namespace orfeas::ui
