#version 450
#include "frame.glsl"
// A soft vignette, lightest a little above the middle. Dithered: eight bits would show rings.
layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 colour;

float noise(vec2 p) { return fract(52.9829189 * fract(dot(p, vec2(0.06711056, 0.00583715)))); }

void main() {
    const vec3 centre = vec3(0.204, 0.227, 0.267);
    const vec3 middle = vec3(0.114, 0.125, 0.149);
    const vec3 edge = vec3(0.082, 0.090, 0.106);
    float d = length((uv - vec2(0.5, 0.35)) / vec2(1.2, 0.9));
    vec3 c = d < 0.62 ? mix(centre, middle, d / 0.62) : mix(middle, edge, min((d - 0.62) / 0.38, 1.0));
    if (frame.background.w > 0.5) c = mix(vec3(0.965, 0.968, 0.975), vec3(0.800, 0.815, 0.840), min(d * d, 1.0));
    if (frame.background.w > 1.5) c = frame.background.rgb;
    c += (noise(gl_FragCoord.xy) - 0.5) / 255.0;
    colour = vec4(c, 0.0); // nothing selected here
}
