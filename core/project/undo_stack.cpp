#include "core/project/undo_stack.h"

#include <utility>

#include "core/base/assert.h"

namespace orfeas::project {
namespace {

std::size_t bytesOf(const image::Picture& picture) {
    return sizeof(picture) + picture.rgba.capacity() + picture.luma16.capacity() * sizeof(std::uint16_t);
}

// Calls `visit(address, bytes)` for every value the document shares with others.
template <typename Visit>
void visitShared(const Document& document, const Visit& visit) {
    for (const ObjectPtr& object : document.objects) {
        visit(object.get(), sizeof(Object) + object->name.size());
        if (object->mesh) {
            visit(object->mesh.get(), mesh::memoryBytes(*object->mesh));
            if (object->mesh->texture) visit(object->mesh->texture.get(), bytesOf(*object->mesh->texture));
        }
        if (const Provenance* made = object->provenance.get()) {
            if (made->picture) visit(made->picture.get(), bytesOf(*made->picture));
            if (made->cutout)
                visit(made->cutout.get(), sizeof(image::Cutout) + made->cutout->mask.coverage.capacity());
        }
    }
    visit(&document, sizeof(Document) + document.objects.capacity() * sizeof(ObjectPtr));
}

} // namespace

UndoStack::UndoStack(DocumentPtr start, std::size_t maxBytes) : m_maxBytes(maxBytes) {
    ORFEAS_ASSERT(start != nullptr);
    hold(*start);
    m_steps.push_back({std::move(start), {}});
}

const DocumentPtr& UndoStack::current() const {
    return m_steps[m_current].document;
}

void UndoStack::push(DocumentPtr next, std::string text) {
    ORFEAS_ASSERT(next != nullptr);
    while (m_steps.size() > m_current + 1) {
        release(*m_steps.back().document);
        m_steps.pop_back();
    }
    hold(*next);
    m_steps.push_back({std::move(next), std::move(text)});
    ++m_current;
    enforceBudget();
}

bool UndoStack::canUndo() const {
    return m_current > 0;
}
bool UndoStack::canRedo() const {
    return m_current + 1 < m_steps.size();
}

void UndoStack::undo() {
    if (canUndo()) --m_current;
}

void UndoStack::redo() {
    if (canRedo()) ++m_current;
}

std::string UndoStack::undoText() const {
    return canUndo() ? m_steps[m_current].text : std::string();
}
std::string UndoStack::redoText() const {
    return canRedo() ? m_steps[m_current + 1].text : std::string();
}

void UndoStack::hold(const Document& document) {
    visitShared(document, [&](const void* value, std::size_t bytes) {
        Held& held = m_held[value];
        if (held.users++ > 0) return;
        held.bytes = bytes;
        m_bytes += bytes;
    });
}

void UndoStack::release(const Document& document) {
    visitShared(document, [&](const void* value, std::size_t) {
        const auto found = m_held.find(value);
        if (--found->second.users > 0) return;
        m_bytes -= found->second.bytes;
        m_held.erase(found);
    });
}

void UndoStack::enforceBudget() {
    while (m_bytes > m_maxBytes && m_current > 0) {
        release(*m_steps.front().document);
        m_steps.pop_front();
        --m_current;
    }
}

} // namespace orfeas::project
