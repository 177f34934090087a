// What the service core adds to the queue: what jobs need, keeping account, and what another run may go on with.
#include "core/project/service_core.h"

#include <algorithm>
#include <utility>

#include "core/generate/generator.h"
#include "core/generate/machine_budget.h"
#include "core/project/object_name.h"

namespace orfeas::project {
namespace {

bool isBuiltIn(const std::string& generator) {
    const auto all = generate::generators();
    return std::any_of(all.begin(), all.end(),
                       [&](const generate::Generator* g) { return g->name() == generator; });
}

} // namespace

JobNeeds ServiceCore::needsOf(const generate::GenerateTask& task) const {
    JobNeeds needs;
    const auto detail = task.settings.values().find("detail");
    needs.cost = task.generator + " " +
                 (detail == task.settings.values().end() ? "normal" : generate::formatValue(detail->second));
    // A network has all cores, one picture at a time, and its memory is leased by who runs it.
    const bool network = !isBuiltIn(task.generator);
    if (network) needs.alone = task.generator;
    if (!network) needs.memoryBytes = generate::kMakeBytes;
    if (m_engine.oneByOne) needs.alone = "pictures";
    return needs;
}

void ServiceCore::account(const JobRecord& record) {
    const auto found = m_facts.find(record.status.id);
    const MadeFacts facts = found == m_facts.end() ? MadeFacts{} : found->second;
    m_facts.erase(record.status.id);
    if (m_engine.saveCosts && record.status.state == JobState::Done) m_engine.saveCosts(m_queue.costs());
    if (!m_engine.record) return;
    const std::int64_t entry = m_engine.record(record, facts);
    if (record.status.kind == JobKind::Generate && record.status.state == JobState::Done &&
        record.status.object)
        m_entries[*record.status.object] = entry;
}

// The first full check after a job says whether what it made prints.
void ServiceCore::noteVerdict(const ObjectChecked& checked) {
    if (checked.isPreview || !checked.report || checked.report->isQuick) return;
    const auto found = m_entries.find(checked.object);
    if (found == m_entries.end()) return;
    if (m_engine.verdict) m_engine.verdict(found->second, checked.report->verdict());
    m_entries.erase(found);
}

void ServiceCore::keepQueue() {
    if (!m_engine.keepQueue) return;
    std::vector<QueuedPicture> pictures;
    m_queue.forEach([&](const JobStatus& status) {
        const bool waits = status.state == JobState::Waiting || status.state == JobState::Running;
        const auto making = m_making.find(status.object.value_or(ObjectId{}));
        if (!waits || status.kind != JobKind::Generate || status.isRemake || making == m_making.end()) return;
        const generate::GenerateTask& task = making->second.task;
        QueuedPicture one;
        one.file = task.file;
        if (task.file.empty()) one.picture = task.picture;
        one.name = making->second.name;
        one.generator = task.generator;
        one.settings = task.settings;
        one.paused = status.paused;
        pictures.push_back(std::move(one));
    });
    m_engine.keepQueue(pictures);
}

void ServiceCore::makeAgain(const std::vector<QueuedPicture>& pictures) {
    for (const QueuedPicture& one : pictures) {
        Making making;
        making.name = one.name;
        making.sourceName = one.file.empty() ? one.name : shownFileName(one.file);
        making.task.file = one.file;
        making.task.picture = one.picture;
        making.task.generator = one.generator;
        making.task.settings = one.settings;
        std::string rowName = making.sourceName;
        make(std::move(making), std::move(rowName), one.paused);
    }
}

void ServiceCore::takeEarlier(JobId id) {
    const JobStatus* row = m_queue.find([&](const JobStatus& status) { return status.id == id; });
    if (!row || !row->earlier || !m_engine.earlier || !row->object) return;
    Result<generate::Generated> earlier = m_engine.earlier(*row->earlier);
    if (!earlier.ok()) return m_emit(Notice{earlier.error()});
    const ObjectId object = *row->object;
    const auto making = m_making.find(object);
    if (making != m_making.end()) { // not made yet: it need not be
        Making instead = making->second;
        earlier->picture = instead.task.picture;
        m_queue.replace(id,
                        [this, instead, generated = *earlier](
                            const jobs::JobContext& context) mutable -> Result<JobQueue::Apply> {
                            if (!generated.picture) {
                                ORFEAS_TRY(picture, generate::preparedPicture(instead.task, context));
                                generated.picture = picture;
                            }
                            return JobQueue::Apply([this, instead, generated](JobStatus& status) {
                                return takeGenerated(instead, generated, status);
                            });
                        });
        return;
    }
    const Object* made = document().find(object);
    if (!made || !made->provenance || !made->provenance->picture) return;
    auto changed = std::make_shared<Object>(*made);
    changed->mesh = earlier->mesh;
    changed->facts = earlier->facts;
    std::string text = "Use earlier " + changed->name;
    commit(document().withObject(std::move(changed)), std::move(text));
}

} // namespace orfeas::project
