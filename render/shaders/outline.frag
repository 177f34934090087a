#version 450
// A line around selected and hovered objects, where the scene's alpha falls from them to the rest.
layout(set = 0, binding = 0) uniform sampler2D scene; // alpha: 1 selected, 0.5 hovered
layout(push_constant) uniform Push { vec2 pixel; float radius; } push;
layout(location = 0) in vec2 uv;
layout(location = 0) out vec4 result;

const vec3 kAccent = vec3(1.0, 0.498, 0.290); // #ff7f4a

float at(vec2 offset) { return texture(scene, uv + offset * push.pixel).a; }

void main() {
    float r = push.radius, d = 0.7071 * r;
    float here = at(vec2(0.0));
    vec4 cross = vec4(at(vec2(r, 0.0)), at(vec2(-r, 0.0)), at(vec2(0.0, r)), at(vec2(0.0, -r)));
    float highest = max(max(cross.x, cross.y), max(cross.z, cross.w));
    float lowest = min(min(cross.x, cross.y), min(cross.z, cross.w));
    // Inside and far outside all agree, and the loop does not run: the software driver skips only loops.
    int taps = highest - min(lowest, here) < 0.004 ? 0 : 4;
    for (int i = 0; i < taps; ++i) highest = max(highest, at(d * vec2((i & 1) * 2 - 1, (i & 2) - 1)));
    float line = taps == 0 ? 0.0 : max(highest - here, 0.0);
    // A hovered object's half mask makes a line of half strength.
    result = vec4(kAccent, 1.0) * line;
}
