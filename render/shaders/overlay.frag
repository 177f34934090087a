#version 450
// The overlay, pixel for pixel, blended on sRGB numbers: as QPainter does.
layout(set = 0, binding = 0) uniform sampler2D overlay; // premultiplied
layout(push_constant) uniform Push { vec2 pixel; float opacity; } push;
layout(location = 0) out vec4 result;
void main() { result = texelFetch(overlay, ivec2(gl_FragCoord.xy), 0) * push.opacity; }
