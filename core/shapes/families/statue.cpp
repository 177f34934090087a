// Any other thing as it is cast, carved or modelled: of one material, its joins softened, so that only light tells where
// its parts lie and no colour says what they are.
#include "core/shapes/family.h"
#include "core/shapes/palette.h"

namespace orfeas::shapes {
namespace {

// Signs are flat, and figurines, made only on request, are as frequent as two kinds of creatures.
float weightOf(const Family& family) {
    if (family.build == buildGlyph) return 0.0f;
    return family.build == buildFigurine ? 4.0f : family.weight;
}

Material castMaterial(Random& r) {
    const float kind = r.unit();
    if (kind < 0.4f) return plain(anyColor(r), r.between(0.0f, 0.5f));
    if (kind < 0.5f) return metal(r);
    if (kind < 0.6f) return wood(r);
    if (kind < 0.7f) return glazed(r, anyColor(r));
    return patterned(r, anyColor(r), r.between(0.3f, 1.5f));
}

} // namespace

void buildStatue(Builder& b) {
    Random& r = b.random;
    anyFamily(r, weightOf).build(b);
    b.repaint(castMaterial(r));
    if (r.chance(0.6f)) b.melt(r.between(0.01f, 0.1f));
    if (r.chance(0.3f)) b.roughen(r.between(0.004f, 0.016f), r.between(5.0f, 22.0f));
    if (r.chance(0.25f)) b.deform.curveX += 0.12f * r.normal();
    if (r.chance(0.25f)) b.deform.curveZ += 0.12f * r.normal();
    if (r.chance(0.2f)) b.deform.twist += 0.3f * r.normal();
}

} // namespace orfeas::shapes
