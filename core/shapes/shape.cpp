#include "core/shapes/shape.h"

namespace orfeas::shapes {
namespace {

// How far beyond its own surface a primitive changes the shape's: its joins, with what several of them may add.
float reachOf(const Primitive& s) {
    return 1.3f * larger(s.blend, s.partBlend);
}

} // namespace

PlacedShape::PlacedShape(Shape shape, const Placement& placement) : m_shape(std::move(shape)) {
    place(placement);
}

void PlacedShape::place(const Placement& placement) {
    m_balls.resize(m_shape.balls.size());
    for (std::size_t i = 0; i < m_balls.size(); ++i) {
        const Ball& ball = m_shape.balls[i];
        const float reach = reachOf(m_shape.primitives[i]) / m_shape.slack;
        m_balls[i] = {placement.toView(ball.center), (ball.radius + reach) * placement.scale};
    }
    m_view.primitives = m_shape.primitives.data();
    m_view.balls = m_balls.data();
    m_view.edges = m_shape.edges.data();
    m_view.materials = m_shape.materials.data();
    m_view.count = static_cast<int>(m_shape.primitives.size());
    m_view.placement = placement;
    m_view.deform = m_shape.deform;
    m_view.scale = placement.scale * m_shape.slack;
}

} // namespace orfeas::shapes
