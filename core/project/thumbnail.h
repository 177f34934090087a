// A small picture of a whole Document, drawn without a graphics card: what history, recent files and file managers show.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "core/image/picture.h"
#include "core/jobs/job.h"
#include "core/project/document.h"
#include "core/project/sprite.h"

namespace orfeas::project {

inline constexpr int kThumbnailSide = 256;

/// Draws thumbnails one after the other and keeps how each shape looked, so that after an edit only the shapes that
/// changed or were turned are drawn again: one that was moved is put elsewhere. What is kept has no part in the result.
/// Owner: whoever keeps versions; one thread at a time.
class Thumbnailer {
public:
    /// The visible objects from the front right and above, on a transparent ground, filling a square of `side` pixels.
    /// Deterministic. An empty document gives an empty (clear) square; a cancelled drawing is incomplete.
    image::Picture draw(const Document& document, int side, const jobs::JobContext& context);

private:
    /// The mesh and the bits of what turns and scales it.
    using Key = std::pair<const mesh::Mesh*, std::array<std::uint32_t, 9>>;
    struct Known {
        std::weak_ptr<const mesh::Mesh> owner; ///< expired: the address may mean another mesh by now
        SpriteBounds bounds;
        std::optional<Sprite> sprite;
        bool used = false; ///< by the drawing that is under way
    };

    Known& known(const Object& object);
    /// Null when cancelled.
    const Sprite* sprite(const Object& object, Known& known, float density, const jobs::JobContext& context);
    void forgetUnused();

    std::map<Key, Known> m_known;
};

/// The same by somebody who draws only one.
image::Picture drawThumbnail(const Document& document, int side, const jobs::JobContext& context);

} // namespace orfeas::project
