#version 450
// Dear ImGui's vertices: pixels from the top left corner, sRGB with straight alpha.
layout(location = 0) in vec2 position;
layout(location = 1) in vec2 uvIn;
layout(location = 2) in vec4 colourIn;
layout(push_constant) uniform Push { vec2 pixel; } push; // one over the size
layout(location = 0) out vec2 uv;
layout(location = 1) out vec4 colour;
void main() {
    uv = uvIn;
    colour = colourIn;
    gl_Position = vec4(position * push.pixel * 2.0 - 1.0, 0.0, 1.0);
}
