#version 450
// Which instances of a stretch of one mesh can be seen, how finely each need be drawn, and the draws for them. One workgroup
// a stretch; what it writes lies in the stretch's own places and in the stretch's own order, so that the same view always
// gives the same lists. The rules are those of render/culling.cpp. What stands behind others is left out in two phases: what was
// seen last time gives the depths that everything is then tested against, with this frame's places and camera.
layout(local_size_x = 64) in;

struct InstanceRecord {
    mat4 transform;
    vec4 colour;
    vec4 field;
    vec4 flags; // z: largest scale
};
struct Segment {
    uint first, count, firstCommand, lodCount;
    vec4 sphere; // of the mesh
    int vertexOffset;
    uint free0, free1, free2;
    uvec4 lods[8]; // first index, index count, error as bits
};
layout(std140, set = 0, binding = 0) uniform View {
    vec4 planes[5];
    vec4 eye; // w: 1 orthographic
    vec4 lod;
    mat4 viewProjection;
    vec4 screen; // width, height, levels of the pyramid
} view;
layout(std430, set = 0, binding = 1) readonly buffer Records { InstanceRecord records[]; };
layout(std430, set = 0, binding = 2) buffer Visible { uint visible[]; }; // the order, then what is visible of it
layout(std430, set = 0, binding = 3) readonly buffer Segments { Segment segments[]; };
layout(std430, set = 0, binding = 4) writeonly buffer Commands { uint commands[]; };
layout(std430, set = 0, binding = 5) buffer Counts { uint drawnTriangles, drawnInstances, drawCount; } counts;
layout(std430, set = 0, binding = 6) readonly buffer Pyramid { float pyramid[]; }; // farthest depths, see pyramid.comp
layout(std430, set = 0, binding = 7) buffer Seen { uint seen[]; }; // by place: whether it was seen last time
layout(push_constant) uniform Push { uint segmentCount, orderCount, perRow, phase; } push;

const uint kSeenBefore = 1u, kTested = 2u; // phases; 0: nothing is left out

const uint kOutside = 255u;
shared uint choice[256];

// Depths are reversed: the nearer, the larger.
bool hidden(vec3 centre, float radius) {
    vec2 lower = vec2(1.0e9), upper = vec2(-1.0e9);
    float nearest = 0.0;
    for (int i = 0; i < 8; ++i) {
        vec3 corner = centre + radius * (vec3(i & 1, (i >> 1) & 1, i >> 2) * 2.0 - 1.0);
        vec4 p = view.viewProjection * vec4(corner, 1.0);
        if (p.w <= 0.0) return false;
        lower = min(lower, p.xy / p.w);
        upper = max(upper, p.xy / p.w);
        nearest = max(nearest, p.z / p.w);
    }
    if (nearest >= 1.0) return false;
    vec2 last = view.screen.xy - 1.0;
    uvec2 from = uvec2(clamp((lower * 0.5 + 0.5) * view.screen.xy, vec2(0.0), last));
    uvec2 to = uvec2(clamp((upper * 0.5 + 0.5) * view.screen.xy, vec2(0.0), last));
    uint wide = max(to.x - from.x, to.y - from.y);
    uvec2 size = (uvec2(view.screen.xy) + 1u) / 2u;
    uint first = 0u, level = 0u, levels = uint(view.screen.z);
    while (level + 1u < levels && (wide >> (level + 1u)) > 2u) {
        first += size.x * size.y;
        size = (size + 1u) / 2u;
        ++level;
    }
    from >>= level + 1u;
    to >>= level + 1u;
    float farthest = 1.0;
    for (uint y = from.y; y <= to.y; ++y)
        for (uint x = from.x; x <= to.x; ++x) farthest = min(farthest, pyramid[first + y * size.x + x]);
    return nearest < farthest;
}

uint choose(Segment segment, uint place) {
    mat4 transform = records[place].transform;
    float scale = records[place].flags.z;
    vec3 centre = (transform * vec4(segment.sphere.xyz, 1.0)).xyz;
    float radius = segment.sphere.w * scale;
    for (int i = 0; i < 5; ++i)
        if (dot(view.planes[i].xyz, centre) + view.planes[i].w < -radius) return kOutside;
    if (push.phase == kSeenBefore && seen[place] == 0u) return kOutside;
    if (push.phase == kTested) {
        bool unseen = hidden(centre, radius);
        seen[place] = unseen ? 0u : 1u;
        if (unseen) return kOutside;
    }
    if (view.lod.x <= 0.0) return 0u;
    float away = view.eye.w > 0.5 ? 1.0 : max(distance(view.eye.xyz, centre) - radius, 0.0);
    uint lod = 0u;
    while (lod + 1u < segment.lodCount && uintBitsToFloat(segment.lods[lod + 1u].z) * scale * view.lod.x <= away) ++lod;
    return lod;
}

void main() {
    uint which = gl_WorkGroupID.y * push.perRow + gl_WorkGroupID.x;
    if (which >= push.segmentCount) return;
    Segment segment = segments[which];
    for (uint i = gl_LocalInvocationID.x; i < segment.count; i += 64u)
        choice[i] = choose(segment, visible[segment.first + i]);
    barrier();
    uint lod = gl_LocalInvocationID.x;
    if (lod >= segment.lodCount) return;
    uint mine = 0u, finer = 0u;
    for (uint i = 0u; i < segment.count; ++i) {
        mine += choice[i] == lod ? 1u : 0u;
        finer += choice[i] < lod ? 1u : 0u;
    }
    uint at = push.orderCount + segment.first + finer;
    uint command = (segment.firstCommand + lod) * 5u;
    commands[command] = segment.lods[lod].y;
    commands[command + 1u] = mine;
    commands[command + 2u] = segment.lods[lod].x;
    commands[command + 3u] = uint(segment.vertexOffset);
    commands[command + 4u] = at;
    if (mine == 0u) return;
    atomicAdd(counts.drawnTriangles, segment.lods[lod].y / 3u * mine);
    atomicAdd(counts.drawnInstances, mine);
    atomicAdd(counts.drawCount, 1u);
    for (uint i = 0u; i < segment.count; ++i)
        if (choice[i] == lod) visible[at++] = visible[segment.first + i];
}
