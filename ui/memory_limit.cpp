#include "ui/memory_limit.h"

#include <cmath>

#include <QHBoxLayout>
#include <QLabel>
#include <QThreadPool>

#include "core/vram/machine_memory.h"
#include "ui/preferences.h"
#include "ui/widgets/number_field.h"

namespace orfeas::ui {
namespace {

constexpr double kGigabyte = 1e9;

qulonglong limitNow() {
    const qulonglong chosen = preferences::memoryLimit();
    return chosen > 0 ? chosen : vram::kDefaultLimit;
}

} // namespace

MemoryLimit::MemoryLimit(QWidget* parent)
    : QWidget(parent), m_field(new NumberField(1.0, 4096.0, 1.0, 1, tr("GB"), this)) {
    auto* label = new QLabel(tr("&Memory limit"), this);
    label->setObjectName("dim");
    label->setBuddy(m_field);
    m_field->setAccessibleName(tr("Memory limit"));
    m_field->setToolTip(
        tr("Gigabytes that networks and pictures being made may take together, of the machine's memory "
           "and of each graphics card.\nIt holds at once: runs are planned to fit, and what cannot fit is "
           "refused"));
    m_field->setValue(static_cast<double>(limitNow()) / kGigabyte);
    auto* sentence = new QLabel(tr("for networks and pictures being made"), this);
    sentence->setObjectName("dim");
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    row->addWidget(label);
    row->addWidget(m_field);
    row->addWidget(sentence, 1);
    connect(m_field, &NumberField::editingFinished, this, &MemoryLimit::take);
}

// Off this thread: devices are looked at anew, and what is idle may have to be given up.
void MemoryLimit::take() {
    const auto bytes = static_cast<qulonglong>(std::llround(m_field->value() * kGigabyte));
    if (bytes == limitNow()) return;
    preferences::setMemoryLimit(bytes);
    QThreadPool::globalInstance()->start([bytes] { vram::MachineMemory::shared().setLimit(bytes); });
}

} // namespace orfeas::ui
