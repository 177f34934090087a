// Undo and redo over immutable Documents: moving between values, bounded by bytes.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>

#include "core/project/document.h"

namespace orfeas::project {

/// The past and the future of one document. Meshes and pictures shared by several steps count once. The
/// current document always stays, however big. Owner: the core thread.
class UndoStack {
public:
    explicit UndoStack(DocumentPtr start, std::size_t maxBytes = 2ull << 30);

    const DocumentPtr& current() const;
    /// Makes `next` the current document; forgets what was redoable, and the oldest steps beyond the budget.
    void push(DocumentPtr next, std::string text);
    bool canUndo() const;
    bool canRedo() const;
    void undo();
    void redo();
    /// What undo would take back, what redo would bring: "Rename to Owl". Empty when nothing.
    std::string undoText() const;
    std::string redoText() const;
    /// What all remembered steps hold together.
    std::size_t bytes() const { return m_bytes; }

private:
    struct Step {
        DocumentPtr document;
        std::string text; ///< of the edit that led here
    };
    struct Held {
        std::size_t users = 0;
        std::size_t bytes = 0;
    };
    void hold(const Document& document);
    void release(const Document& document);
    void enforceBudget();

    std::deque<Step> m_steps;
    std::map<const void*, Held> m_held; ///< every shared value of every step, once
    std::size_t m_bytes = 0;
    std::size_t m_current = 0;
    std::size_t m_maxBytes;
};

} // namespace orfeas::project
