#version 450
// How much of the surroundings a point sees (McGuire, Mara and Luebke, "Scalable ambient obscurance", 2012), from the depths
// alone. Red: that share; green: the distance, for the blur.
layout(set = 0, binding = 0) uniform sampler2D depth; // reversed: 0 is infinitely far
layout(push_constant) uniform Push {
    mat4 inverse; // clip space to world
    vec4 eye;     // xyz; w: reach in millimetres
    vec4 size;    // width, height of the depths; pixels per millimetre at distance one (orthographic: anywhere); w: 1 orthographic
} push;
layout(location = 0) in vec2 uv;
layout(location = 0) out vec2 result;

const int kSamples = 14;
const float kTurns = 5.0, kStrength = 1.05;

vec3 world(ivec2 pixel, float d) {
    vec2 ndc = (vec2(pixel) + 0.5) / push.size.xy * 2.0 - 1.0;
    vec4 p = push.inverse * vec4(ndc, d, 1.0);
    return p.xyz / p.w;
}

vec3 at(ivec2 pixel) {
    ivec2 p = clamp(pixel, ivec2(0), ivec2(push.size.xy) - 1);
    return world(p, max(texelFetch(depth, p, 0).r, 1.0e-7));
}

// Of two differences across an edge, the one that stays on the surface.
vec3 shorter(vec3 a, vec3 b) { return dot(a, a) < dot(b, b) ? a : b; }

void main() {
    ivec2 pixel = ivec2(uv * push.size.xy);
    float d = texelFetch(depth, pixel, 0).r;
    if (d <= 0.0) {
        result = vec2(1.0, 0.0);
        return;
    }
    vec3 p = world(pixel, d);
    vec3 across = shorter(at(pixel + ivec2(1, 0)) - p, p - at(pixel - ivec2(1, 0)));
    vec3 down = shorter(at(pixel + ivec2(0, 1)) - p, p - at(pixel - ivec2(0, 1)));
    vec3 n = normalize(cross(down, across));
    float away = distance(push.eye.xyz, p);
    if (dot(n, push.eye.xyz - p) < 0.0) n = -n;
    float reach = push.eye.w, reach2 = reach * reach;
    float pixels = clamp(reach * push.size.z / (push.size.w > 0.5 ? 1.0 : away), 3.0, 0.12 * push.size.y);
    // Sixteen directions, the same in every four by four pixels: the blur takes them away again.
    ivec2 cell = ivec2(gl_FragCoord.xy) & 3;
    float turn = float((cell.x * 4 + cell.y * 7) & 15) * 0.3926991;
    float sum = 0.0;
    for (int i = 0; i < kSamples; ++i) {
        float share = (float(i) + 0.5) / float(kSamples);
        float angle = share * kTurns * 6.2831853 + turn;
        vec3 v = at(pixel + ivec2(share * pixels * vec2(cos(angle), sin(angle)))) - p;
        float vv = dot(v, v), vn = dot(v, n) - 0.012 * reach;
        float near = max(reach2 - vv, 0.0) / reach2;
        sum += near * near * near * max(vn, 0.0) * reach / (vv + 0.002 * reach2);
    }
    result = vec2(clamp(1.0 - kStrength * sum * 2.0 / float(kSamples), 0.0, 1.0), away);
}
