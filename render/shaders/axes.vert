#version 450
#include "frame.glsl"
// Line segments with round ends, given in device pixels.
layout(location = 0) in vec4 ends;   // from xy, to xy
layout(location = 1) in vec4 colour; // linear rgb, half width in pixels
layout(location = 0) out vec2 at;
layout(location = 1) flat out vec4 endsOut;
layout(location = 2) flat out vec4 colourOut;
void main() {
    vec2 along = ends.zw - ends.xy;
    float len = length(along);
    along = len > 1e-4 ? along / len : vec2(1.0, 0.0);
    vec2 across = vec2(-along.y, along.x);
    float pad = colour.w + 1.5;
    vec2 corner = vec2(gl_VertexIndex & 1, gl_VertexIndex >> 1);
    at = ends.xy + along * mix(-pad, len + pad, corner.x) + across * mix(-pad, pad, corner.y);
    endsOut = ends;
    colourOut = colour;
    gl_Position = vec4(at * frame.viewport.zw * 2.0 - 1.0, 0.5, 1.0);
}
