#version 450
// The draws of each run without those of nothing, in the same order, and how many they are. One workgroup a run.
layout(local_size_x = 128) in;
layout(std430, set = 0, binding = 0) readonly buffer Raw { uint raw[]; };
layout(std430, set = 0, binding = 1) writeonly buffer Commands { uint commands[]; };
layout(std430, set = 0, binding = 2) readonly buffer Runs { uvec2 runs[]; }; // first command, count
layout(std430, set = 0, binding = 3) writeonly buffer Counts { uint counts[]; };

shared uint sums[128];

void main() {
    uvec2 run = runs[gl_WorkGroupID.x];
    uint me = gl_LocalInvocationID.x, written = 0u;
    for (uint start = 0u; start < run.y; start += 128u) {
        uint command = (run.x + start + me) * 5u;
        uint wanted = start + me < run.y && raw[command + 1u] > 0u ? 1u : 0u;
        sums[me] = wanted;
        barrier();
        for (uint step = 1u; step < 128u; step <<= 1) {
            uint add = me >= step ? sums[me - step] : 0u;
            barrier();
            sums[me] += add;
            barrier();
        }
        if (wanted == 1u) {
            uint to = (run.x + written + sums[me] - 1u) * 5u;
            for (uint i = 0u; i < 5u; ++i) commands[to + i] = raw[command + i];
        }
        written += sums[127];
        barrier();
    }
    if (me == 0u) counts[gl_WorkGroupID.x] = written;
}
