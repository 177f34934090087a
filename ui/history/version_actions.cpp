#include "ui/history/version_actions.h"

#include <QMenu>
#include <QMessageBox>
#include <QPushButton>

#include "ui/history/history_link.h"
#include "ui/history/merge_dialog.h"
#include "ui/history/name_dialog.h"
#include "ui/icon.h"

namespace orfeas::ui {

using history::ObjectId;
using project::GraphVersion;

namespace {

QString titleOf(const GraphVersion* version) {
    return version ? QString::fromStdString(version->message) : QString();
}

} // namespace

VersionActions::VersionActions(HistoryLink& link, QWidget* window)
    : QObject(window), m_link(link), m_window(window) {
    connect(&link, &HistoryLink::mergeAsked, this, &VersionActions::askChoices);
    connect(&link, &HistoryLink::pullAsked, this, &VersionActions::askPullChoices);
}

void VersionActions::look(const ObjectId& version) {
    m_link.session().readVersion(version);
}

void VersionActions::restore(const ObjectId& version) {
    emit replacing();
    m_link.session().restore(version);
}

void VersionActions::newVariant(const ObjectId& version) {
    const NameDialog::Question question{tr("New variant"),
                                        tr("A variant starts at “%1” and goes its own way. You can switch "
                                           "between variants at any time, and merge them.")
                                            .arg(titleOf(m_link.find(version))),
                                        {},
                                        tr("Make variant"),
                                        true};
    (new NameDialog(question, m_window, [this, version](const QString& name) {
        emit switching();
        m_link.session().createVariant(name.toStdString(), version);
    }))->open();
}

void VersionActions::name(const ObjectId& version) {
    const NameDialog::Question question{
        tr("Name this version"),
        tr("The name stays with “%1” and is found by search.").arg(titleOf(m_link.find(version))),
        {},
        tr("Name it"),
        true};
    (new NameDialog(question, m_window, [this, version](const QString& name) {
        m_link.session().tag(name.toStdString(), version);
    }))->open();
}

void VersionActions::compareWithNow(const ObjectId& version) {
    m_link.session().compare(version, std::nullopt);
}

void VersionActions::compare(const ObjectId& one, const ObjectId& other) {
    const GraphVersion* a = m_link.find(one);
    const GraphVersion* b = m_link.find(other);
    if (!a || !b) return;
    const bool swap = b->time < a->time || (a->time == b->time && a < b); // the graph lists newer ones first
    m_link.session().compare(swap ? other : one, swap ? one : other);
}

void VersionActions::switchTo(const QString& variant) {
    emit switching();
    m_link.session().switchTo(variant.toStdString());
}

void VersionActions::renameVariant(const QString& variant) {
    const NameDialog::Question question{tr("Rename variant"),
                                        tr("Another name for the variant %1.").arg(variant), variant,
                                        tr("Rename"), true};
    (new NameDialog(question, m_window, [this, variant](const QString& name) {
        if (name != variant) m_link.session().renameVariant(variant.toStdString(), name.toStdString());
    }))->open();
}

void VersionActions::removeVariant(const QString& variant) {
    auto* box = new QMessageBox(m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("Remove variant"));
    box->setText(tr("Remove the variant %1?").arg(variant));
    box->setInformativeText(
        tr("Versions that only this variant leads to are no longer listed. They stay in the file until "
           "it is cleaned up by hand, and naming one first keeps it listed."));
    QPushButton* remove = box->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    box->setDefaultButton(box->addButton(QMessageBox::Cancel));
    connect(remove, &QPushButton::clicked, this,
            [this, variant] { m_link.session().removeVariant(variant.toStdString(), true); });
    box->open();
}

void VersionActions::mergeVariant(const QString& variant) {
    emit replacing();
    m_link.session().merge(variant.toStdString(), {});
}

void VersionActions::askChoices(const project::MergeAsked& question) {
    auto* dialog = new MergeDialog(question, QString::fromStdString(m_link.graph().currentVariant), m_window);
    connect(dialog, &QDialog::accepted, this,
            [this, dialog, theirs = question.theirs] { m_link.session().merge(theirs, dialog->choices()); });
    dialog->open();
}

void VersionActions::pull(const QString& place) {
    m_pullChoices = {};
    m_link.session().pull(place.toStdString(), m_pullChoices);
}

void VersionActions::askPullChoices(const project::PullAsked& question) {
    auto* dialog = new MergeDialog({tr("the shared place").toStdString(), question.conflicts},
                                   QString::fromStdString(question.variant), m_window);
    connect(dialog, &QDialog::accepted, this, [this, dialog, question] {
        m_pullChoices.variants[question.variant] = dialog->choices();
        m_link.session().pull(question.location, m_pullChoices);
    });
    dialog->open();
}

void VersionActions::addVariantActions(QMenu* menu, const QString& variant, bool current) {
    menu->addSeparator();
    if (!current) {
        menu->addAction(icon("branch"), tr("Switch to %1").arg(variant), this,
                        [this, variant] { switchTo(variant); });
        menu->addAction(
            icon("merge"),
            tr("Merge %1 into %2").arg(variant, QString::fromStdString(m_link.graph().currentVariant)), this,
            [this, variant] { mergeVariant(variant); });
    }
    menu->addAction(icon("rename"), tr("Rename %1…").arg(variant), this,
                    [this, variant] { renameVariant(variant); });
    if (!current)
        menu->addAction(icon("trash"), tr("Remove %1…").arg(variant), this,
                        [this, variant] { removeVariant(variant); });
}

QStringList VersionActions::variants() const {
    QStringList names;
    for (const GraphVersion& version : m_link.graph().versions) {
        for (const std::string& variant : version.variants)
            names << QString::fromStdString(variant);
    }
    names.sort();
    return names;
}

void VersionActions::showVariantMenu(const QPoint& position) {
    const GraphVersion* tip = m_link.tip();
    if (!tip || m_link.status().state == project::SaveState::ReadOnly) return;
    const QString current = QString::fromStdString(m_link.graph().currentVariant);
    auto* menu = new QMenu(m_window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon("branch"), tr("New variant from here…"), this,
                    [this, id = tip->id] { newVariant(id); });
    menu->addAction(icon("rename"), tr("Rename %1…").arg(current), this,
                    [this, current] { renameVariant(current); });
    for (const QString& variant : variants()) {
        if (variant != current) addVariantActions(menu, variant, false);
    }
    menu->popup(position);
}

void VersionActions::showMenu(const ObjectId& version, const QPoint& position) {
    const GraphVersion* found = m_link.find(version);
    if (!found) return;
    const GraphVersion* tip = m_link.tip();
    const bool writable = m_link.status().state != project::SaveState::ReadOnly;
    auto* menu = new QMenu(m_window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(icon("eye"), tr("Look at it"), this, [this, version] { look(version); });
    menu->addAction(icon("compare"), tr("Compare with now"), this,
                    [this, version] { compareWithNow(version); });
    if (writable) {
        menu->addSeparator();
        const bool here = tip && tip->id == version && !m_link.status().edited;
        menu->addAction(icon("undo"), tr("Go back to this"), this, [this, version] { restore(version); })
            ->setEnabled(!here);
        menu->addAction(icon("branch"), tr("New variant from here…"), this,
                        [this, version] { newVariant(version); });
        menu->addAction(icon("tag"), tr("Name this version…"), this, [this, version] { name(version); });
        for (const std::string& tag : found->tags)
            menu->addAction(tr("Take away the name %1").arg(QString::fromStdString(tag)), this,
                            [this, tag] { m_link.session().removeTag(tag); });
        for (const std::string& variant : found->variants)
            addVariantActions(menu, QString::fromStdString(variant),
                              variant == m_link.graph().currentVariant);
    }
    menu->popup(position);
}

} // namespace orfeas::ui
