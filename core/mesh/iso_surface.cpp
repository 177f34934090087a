#include "core/mesh/iso_surface.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <glm/geometric.hpp>

#include "core/base/parallel.h"
#include "core/mesh/surface_relax.h"

namespace orfeas::mesh {
namespace {

constexpr float kSnapMargin = 0.08f; ///< share of an edge kept free at both ends

// The nodes of the body-centred cubic lattice: cube corners first, then cube centres, Z fastest.
class Nodes {
public:
    explicit Nodes(const IsoLattice& lattice)
        : m_lattice(lattice), m_n(lattice.cells),
          m_corners(static_cast<std::size_t>(m_n.x + 1) * static_cast<std::size_t>(m_n.y + 1) *
                    static_cast<std::size_t>(m_n.z + 1)),
          m_values(m_corners + static_cast<std::size_t>(m_n.x) * static_cast<std::size_t>(m_n.y) *
                                   static_cast<std::size_t>(m_n.z)) {}

    std::uint32_t corner(int i, int j, int k) const {
        return static_cast<std::uint32_t>((i * (m_n.y + 1) + j) * (m_n.z + 1) + k);
    }
    std::uint32_t center(int i, int j, int k) const {
        return static_cast<std::uint32_t>(m_corners) +
               static_cast<std::uint32_t>((i * m_n.y + j) * m_n.z + k);
    }
    float value(std::uint32_t node) const { return m_values[node]; }
    bool inside(std::uint32_t node) const { return m_values[node] > 0.0f; }

    glm::vec3 place(std::uint32_t node) const {
        const bool isCenter = node >= m_corners;
        const auto n = static_cast<int>(isCenter ? node - m_corners : node);
        const int sizeY = isCenter ? m_n.y : m_n.y + 1;
        const int sizeZ = isCenter ? m_n.z : m_n.z + 1;
        const glm::vec3 index(n / (sizeY * sizeZ), n / sizeZ % sizeY, n % sizeZ);
        return m_lattice.origin + (index + (isCenter ? 0.5f : 0.0f)) * m_lattice.cell;
    }

    // Evaluates every node; the outermost ones count as outside.
    bool fill(const SolidField& field, const jobs::JobContext& context) {
        const auto columns = static_cast<std::size_t>(m_n.x + 1);
        parallelFor(columns, 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end && !context.cancelled(); ++i) {
                fillSlab(field, static_cast<int>(i), m_n.y + 1, m_n.z + 1, corner(static_cast<int>(i), 0, 0),
                         0.0f, m_n.x + 1);
                if (static_cast<int>(i) < m_n.x) {
                    fillSlab(field, static_cast<int>(i), m_n.y, m_n.z, center(static_cast<int>(i), 0, 0),
                             0.5f, m_n.x);
                }
            }
        });
        return !context.cancelled();
    }

private:
    void fillSlab(const SolidField& field, int i, int sizeY, int sizeZ, std::uint32_t first, float shift,
                  int sizeX) {
        for (int j = 0; j < sizeY; ++j) {
            const auto count = static_cast<std::size_t>(sizeZ);
            const std::span<float> out(m_values.data() + first + static_cast<std::size_t>(j) * count, count);
            const float x = m_lattice.origin.x + (static_cast<float>(i) + shift) * m_lattice.cell;
            const float y = m_lattice.origin.y + (static_cast<float>(j) + shift) * m_lattice.cell;
            field.column(x, y, m_lattice.origin.z + shift * m_lattice.cell, m_lattice.cell, out);
            const bool border = i == 0 || j == 0 || i == sizeX - 1 || j == sizeY - 1;
            for (std::size_t k = 0; k < count; ++k) {
                if (border || k == 0 || k + 1 == count) out[k] = std::min(out[k], -1e-3f * m_lattice.cell);
            }
        }
    }

    IsoLattice m_lattice;
    glm::ivec3 m_n;
    std::size_t m_corners;
    std::vector<float> m_values;
};

// Numbers the cut edges in order of first use: open addressing, no order that depends on the library.
class EdgeNumbers {
public:
    EdgeNumbers() : m_keys(1 << 16, 0), m_numbers(1 << 16) {}

    std::pair<std::uint32_t, bool> number(std::uint32_t a, std::uint32_t b) {
        if (m_count * 2 >= m_keys.size()) grow();
        const std::uint64_t key = ((std::uint64_t(std::min(a, b)) << 32) | std::max(a, b)) + 1;
        const std::size_t slot = find(key);
        if (m_keys[slot] == key) return {m_numbers[slot], false};
        m_keys[slot] = key;
        m_numbers[slot] = m_count;
        return {m_count++, true};
    }

private:
    std::size_t find(std::uint64_t key) const {
        std::uint64_t h = key * 0x9e3779b97f4a7c15ull;
        std::size_t slot = static_cast<std::size_t>(h >> 20) & (m_keys.size() - 1);
        while (m_keys[slot] != 0 && m_keys[slot] != key)
            slot = (slot + 1) & (m_keys.size() - 1);
        return slot;
    }
    void grow() {
        std::vector<std::uint64_t> keys(m_keys.size() * 2, 0);
        std::vector<std::uint32_t> numbers(keys.size());
        keys.swap(m_keys);
        numbers.swap(m_numbers);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (keys[i] == 0) continue;
            const std::size_t slot = find(keys[i]);
            m_keys[slot] = keys[i];
            m_numbers[slot] = numbers[i];
        }
    }

    std::vector<std::uint64_t> m_keys;
    std::vector<std::uint32_t> m_numbers;
    std::uint32_t m_count = 0;
};

class Marcher {
public:
    Marcher(const Nodes& nodes, Mesh& mesh) : m_nodes(nodes), m_mesh(mesh) {}

    // Tetrahedron with positive orientation: d sees a, b, c counter-clockwise from the other side.
    void tetrahedron(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
        const std::array<std::uint32_t, 4> t{a, b, c, d};
        unsigned mask = 0;
        for (unsigned i = 0; i < 4; ++i)
            mask |= m_nodes.inside(t[i]) ? 1u << i : 0u;
        switch (mask) {
        case 1:
            corner(t[0], t[1], t[2], t[3], false);
            break;
        case 2:
            corner(t[1], t[0], t[3], t[2], false);
            break;
        case 4:
            corner(t[2], t[0], t[1], t[3], false);
            break;
        case 8:
            corner(t[3], t[0], t[2], t[1], false);
            break;
        case 14:
            corner(t[0], t[1], t[2], t[3], true);
            break;
        case 13:
            corner(t[1], t[0], t[3], t[2], true);
            break;
        case 11:
            corner(t[2], t[0], t[1], t[3], true);
            break;
        case 7:
            corner(t[3], t[0], t[2], t[1], true);
            break;
        case 3:
            band(t[0], t[1], t[2], t[3]);
            break;
        case 12:
            band(t[2], t[3], t[0], t[1]);
            break;
        case 5:
            band(t[0], t[2], t[3], t[1]);
            break;
        case 10:
            band(t[1], t[3], t[2], t[0]);
            break;
        case 9:
            band(t[0], t[3], t[1], t[2]);
            break;
        case 6:
            band(t[1], t[2], t[0], t[3]);
            break;
        default:
            break;
        }
    }

private:
    std::uint32_t cut(std::uint32_t a, std::uint32_t b) {
        const auto [number, fresh] = m_edges.number(a, b);
        if (fresh) {
            if (a > b) std::swap(a, b); // the same arithmetic from either side
            const float va = m_nodes.value(a);
            const float vb = m_nodes.value(b);
            const float t = std::clamp(va / (va - vb), kSnapMargin, 1.0f - kSnapMargin);
            m_mesh.positions.push_back(m_nodes.place(a) * (1.0f - t) + m_nodes.place(b) * t);
        }
        return number;
    }
    // One node on the one side, three on the other.
    void corner(std::uint32_t apex, std::uint32_t p, std::uint32_t q, std::uint32_t r, bool turned) {
        const std::uint32_t x = cut(apex, p);
        const std::uint32_t y = cut(apex, q);
        const std::uint32_t z = cut(apex, r);
        if (turned) {
            m_mesh.triangles.emplace_back(x, z, y);
        } else {
            m_mesh.triangles.emplace_back(x, y, z);
        }
    }
    // Nodes a, b inside and c, d outside, (a, b, c, d) positively oriented: split along the shorter diagonal.
    void band(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
        const std::uint32_t ac = cut(a, c);
        const std::uint32_t ad = cut(a, d);
        const std::uint32_t bd = cut(b, d);
        const std::uint32_t bc = cut(b, c);
        const auto& p = m_mesh.positions;
        if (glm::distance(p[ac], p[bd]) <= glm::distance(p[ad], p[bc])) {
            m_mesh.triangles.emplace_back(ac, ad, bd);
            m_mesh.triangles.emplace_back(ac, bd, bc);
        } else {
            m_mesh.triangles.emplace_back(ac, ad, bc);
            m_mesh.triangles.emplace_back(ad, bd, bc);
        }
    }

    const Nodes& m_nodes;
    Mesh& m_mesh;
    EdgeNumbers m_edges;
};

// The four tetrahedra around the line between two neighbouring cube centres.
void marchFace(Marcher& marcher, const Nodes& nodes, std::uint32_t c1, std::uint32_t c2,
               const std::array<std::uint32_t, 4>& around) {
    const bool inside = nodes.inside(c1);
    if (nodes.inside(c2) == inside && nodes.inside(around[0]) == inside &&
        nodes.inside(around[1]) == inside && nodes.inside(around[2]) == inside &&
        nodes.inside(around[3]) == inside)
        return;
    for (std::size_t v = 0; v < 4; ++v)
        marcher.tetrahedron(c1, c2, around[v], around[(v + 1) % 4]);
}

bool march(const Nodes& nodes, glm::ivec3 n, Mesh& mesh, const jobs::JobContext& context) {
    Marcher marcher(nodes, mesh);
    for (int i = 0; i < n.x; ++i) {
        if (context.cancelled()) return false;
        for (int j = 0; j < n.y; ++j) {
            for (int k = 0; k < n.z; ++k) {
                const std::uint32_t c = nodes.center(i, j, k);
                if (i + 1 < n.x) {
                    marchFace(marcher, nodes, c, nodes.center(i + 1, j, k),
                              {nodes.corner(i + 1, j, k), nodes.corner(i + 1, j + 1, k),
                               nodes.corner(i + 1, j + 1, k + 1), nodes.corner(i + 1, j, k + 1)});
                }
                if (j + 1 < n.y) {
                    marchFace(marcher, nodes, c, nodes.center(i, j + 1, k),
                              {nodes.corner(i, j + 1, k), nodes.corner(i, j + 1, k + 1),
                               nodes.corner(i + 1, j + 1, k + 1), nodes.corner(i + 1, j + 1, k)});
                }
                if (k + 1 < n.z) {
                    marchFace(marcher, nodes, c, nodes.center(i, j, k + 1),
                              {nodes.corner(i, j, k + 1), nodes.corner(i + 1, j, k + 1),
                               nodes.corner(i + 1, j + 1, k + 1), nodes.corner(i, j + 1, k + 1)});
                }
            }
        }
    }
    return true;
}

} // namespace

Result<Mesh> extractIsoSurface(const SolidField& field, const IsoLattice& lattice, const IsoOptions& options,
                               const jobs::JobContext& context) {
    ORFEAS_ASSERT(lattice.cells.x > 2 && lattice.cells.y > 2 && lattice.cells.z > 2 && lattice.cell > 0.0f);
    const double nodeCount = 2.0 * lattice.cells.x * lattice.cells.y * lattice.cells.z;
    ORFEAS_ASSERT(nodeCount < 1e9);
    Nodes nodes(lattice);
    Mesh mesh;
    if (!nodes.fill(field, context) || !march(nodes, lattice.cells, mesh, context))
        return jobs::cancelledError();
    if (mesh.empty()) return Error{ErrorCode::Failed, "The shape is too thin to make a solid of", {}};
    const std::vector<glm::vec3> marched = mesh.positions;
    ORFEAS_CHECK(relaxOntoSurface(mesh, field, lattice.cell, options.relaxSteps, context));
    if (options.untangle) ORFEAS_CHECK(untangle(mesh, marched, context));
    return mesh;
}

} // namespace orfeas::mesh
