#version 450
// One rectangle of the overlay that is not wholly clear.
layout(location = 0) in vec4 rectangle; // left, top, right, bottom in pixels
layout(push_constant) uniform Push { vec2 pixel; float opacity; } push;
void main() {
    vec2 at = mix(rectangle.xy, rectangle.zw, vec2(gl_VertexIndex & 1, gl_VertexIndex >> 1));
    gl_Position = vec4(at * push.pixel * 2.0 - 1.0, 0.0, 1.0);
}
