#include "core/project/undo_stack.h"

#include <gtest/gtest.h>

#include "tests/support/shapes.h"

namespace orfeas::project {
namespace {

// A mesh of about `bytes` bytes.
std::shared_ptr<const mesh::Mesh> meshOf(std::size_t bytes) {
    auto made = std::make_shared<mesh::Mesh>();
    made->positions.resize(bytes / sizeof(glm::vec3));
    return made;
}

DocumentPtr with(const DocumentPtr& document, unsigned id, std::shared_ptr<const mesh::Mesh> shape) {
    auto object = std::make_shared<Object>();
    object->id = ObjectId{id};
    object->mesh = std::move(shape);
    return std::make_shared<const Document>(document->withObject(object));
}

TEST(UndoStack, movesBetweenTheSameValues) {
    const auto empty = std::make_shared<const Document>();
    const DocumentPtr one = with(empty, 1, meshOf(100));
    UndoStack stack(empty);
    EXPECT_FALSE(stack.canUndo());
    stack.push(one, "Add a");
    EXPECT_EQ(stack.current(), one);
    EXPECT_EQ(stack.undoText(), "Add a");
    stack.undo();
    EXPECT_EQ(stack.current(), empty);
    EXPECT_EQ(stack.undoText(), "");
    EXPECT_EQ(stack.redoText(), "Add a");
    stack.redo();
    EXPECT_EQ(stack.current(), one);
    EXPECT_FALSE(stack.canRedo());
}

TEST(UndoStack, pushForgetsWhatWasRedoable) {
    const auto empty = std::make_shared<const Document>();
    UndoStack stack(empty);
    stack.push(with(empty, 1, meshOf(100)), "a");
    stack.undo();
    const DocumentPtr other = with(empty, 2, meshOf(100));
    stack.push(other, "b");
    EXPECT_FALSE(stack.canRedo());
    EXPECT_EQ(stack.current(), other);
    EXPECT_EQ(stack.undoText(), "b");
}

TEST(UndoStack, undoAndRedoAtTheEndsDoNothing) {
    UndoStack stack(std::make_shared<const Document>());
    stack.undo();
    stack.redo();
    EXPECT_TRUE(stack.current()->objects.empty());
}

TEST(UndoStack, sharedMeshesCountOnce) {
    const auto shape = meshOf(1 << 20);
    const auto empty = std::make_shared<const Document>();
    UndoStack stack(empty, 3u << 20);
    DocumentPtr document = empty;
    for (unsigned i = 1; i <= 50; ++i) {
        document = with(document, i, shape);
        stack.push(document, "step");
    }
    EXPECT_LT(stack.bytes(), 2u << 20);
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(stack.canUndo());
        stack.undo();
    }
    EXPECT_EQ(stack.current(), empty);
}

TEST(UndoStack, oldestStepsGoBeyondTheBudget) {
    const auto empty = std::make_shared<const Document>();
    UndoStack stack(empty, 3u << 20);
    for (unsigned i = 1; i <= 10; ++i)
        stack.push(with(empty, 1, meshOf(1 << 20)), "step");
    EXPECT_LE(stack.bytes(), 3u << 20);
    int steps = 0;
    for (; stack.canUndo(); ++steps)
        stack.undo();
    EXPECT_EQ(steps, 1); // each step holds just over a megabyte: two documents fit beside the bookkeeping
}

TEST(UndoStack, currentDocumentStaysHoweverBig) {
    const auto empty = std::make_shared<const Document>();
    UndoStack stack(empty, 1000);
    const DocumentPtr big = with(empty, 1, meshOf(1 << 20));
    stack.push(big, "big");
    EXPECT_EQ(stack.current(), big);
    EXPECT_FALSE(stack.canUndo());
}

TEST(UndoStack, picturesAndTexturesCount) {
    auto picture = std::make_shared<image::Picture>();
    picture->rgba.resize(1 << 20);
    auto cutout = std::make_shared<image::Cutout>();
    cutout->mask.coverage.resize(1 << 18);
    auto shape = std::make_shared<mesh::Mesh>();
    shape->texture = picture;
    auto made = std::make_shared<Provenance>();
    made->picture = picture;
    made->cutout = cutout;
    auto object = std::make_shared<Object>();
    object->mesh = shape;
    object->provenance = made;
    Document document;
    document.objects.push_back(object);
    const UndoStack stack(std::make_shared<const Document>(document));
    EXPECT_GE(stack.bytes(), (1u << 20) + (1u << 18));
    EXPECT_LT(stack.bytes(), (1u << 21)); // the texture is the picture
}

} // namespace
} // namespace orfeas::project
