#include "app/preparation.h"

#include <cmath>
#include <functional>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "app/output_plan.h"
#include "app/repaired_scene.h"
#include "core/io/mesh_format.h"
#include "core/mesh/mesh_facts.h"
#include "core/print/orient.h"
#include "core/print/repair.h"
#include "core/print/thicken.h"

namespace orfeas::app {
namespace {

namespace fs = std::filesystem;

Result<mesh::Mesh> readWhole(const fs::path& file, const jobs::JobContext& context) {
    ORFEAS_CHECK(checkInput(file));
    Result<io::ReadMesh> read = io::readMesh(file, context);
    if (!read.ok()) return std::move(read).error();
    return *mergedParts(read->parts);
}

// Runs the steps in the order in which they make sense, each on every piece there is by then.
class Preparation {
public:
    Preparation(const PrepareSteps& options, const print::Profile& profile, const jobs::JobContext& context)
        : m_options(options), m_profile(profile), m_context(context) {}

    Result<Prepared> run(mesh::Mesh mesh) {
        m_out.pieces.push_back(std::move(mesh));
        ORFEAS_CHECK(unit());
        ORFEAS_CHECK(makeSound());
        ORFEAS_CHECK(size());
        ORFEAS_CHECK(lay());
        ORFEAS_CHECK(combine());
        ORFEAS_CHECK(surface());
        ORFEAS_CHECK(write());
        ORFEAS_CHECK(cut());
        ORFEAS_CHECK(inside());
        for (mesh::Mesh& piece : m_out.pieces)
            piece = print::droppedToBed(piece);
        return std::move(m_out);
    }

private:
    using Step = std::function<Result<mesh::Mesh>(const mesh::Mesh&, const jobs::JobContext&)>;

    Result<void> each(const std::string& words, const Step& step) {
        m_done = m_done + 0.6 * (1.0 - m_done) * 0.3;
        for (mesh::Mesh& piece : m_out.pieces) {
            Result<mesh::Mesh> made = step(piece, m_context.part(m_done, m_done + 0.1 * (1.0 - m_done)));
            if (!made.ok()) return std::move(made).error();
            piece = std::move(*made);
        }
        m_out.steps.push_back(words);
        return {};
    }

    Result<void> unit() {
        if (m_options.unitMm == 1.0) return {};
        return each(
            fmt::format("one unit of the file is {:g} mm", m_options.unitMm),
            [&](const mesh::Mesh& m, const jobs::JobContext&) { return print::scaled(m, m_options.unitMm); });
    }

    Result<void> makeSound() {
        if (!m_options.repair) return {};
        print::RepairSettings settings;
        settings.flatBase =
            m_options.orient == 0 && m_options.down.empty(); // else it will stand on something else
        ORFEAS_TRY(repaired, print::repair(std::make_shared<const mesh::Mesh>(m_out.pieces[0]), settings,
                                           m_context.part(0.0, 0.3)));
        if (!repaired.changed) return {};
        m_out.pieces[0] = *repaired.mesh;
        for (const std::string& step : repaired.steps)
            m_out.steps.push_back("repair: " + step);
        return {};
    }

    Result<void> size() {
        const PrepareSteps& o = m_options;
        if (o.factor != 1.0)
            ORFEAS_CHECK(each(
                fmt::format("scaled by {:g}", o.factor),
                [&](const mesh::Mesh& m, const jobs::JobContext&) { return print::scaled(m, o.factor); }));
        if (o.longestMm > 0.0)
            ORFEAS_CHECK(each(fmt::format("scaled to {:g} mm along its longest side", o.longestMm),
                              [&](const mesh::Mesh& m, const jobs::JobContext&) {
                                  return print::scaledToLongest(m, o.longestMm);
                              }));
        if (o.heightMm > 0.0)
            ORFEAS_CHECK(each(fmt::format("scaled to a height of {:g} mm", o.heightMm),
                              [&](const mesh::Mesh& m, const jobs::JobContext&) {
                                  return print::scaledToHeight(m, o.heightMm);
                              }));
        if (!o.mirror.empty())
            ORFEAS_CHECK(
                each("mirrored along " + o.mirror, [&](const mesh::Mesh& m, const jobs::JobContext&) {
                    return print::mirrored(m, o.mirror[0] - 'x');
                }));
        return {};
    }

    Result<void> lay() {
        const PrepareSteps& o = m_options;
        if (o.down.size() == 3) {
            const glm::dvec3 down(o.down[0], o.down[1], o.down[2]);
            ORFEAS_CHECK(
                each(fmt::format("turned so that {:g} {:g} {:g} faces the bed", down.x, down.y, down.z),
                     [&](const mesh::Mesh& m, const jobs::JobContext&) { return layOn(m, down); }));
        }
        if (o.orient <= 0) return {};
        std::string words;
        ORFEAS_CHECK(
            each("", [&](const mesh::Mesh& m, const jobs::JobContext& context) -> Result<mesh::Mesh> {
                ORFEAS_TRY(
                    ways, print::findOrientations(m, m_profile, static_cast<std::size_t>(o.orient), context));
                if (ways.empty()) return m;
                const print::Orientation& way = ways.back();
                words = fmt::format("laid on the bed: {:.1f} mm high, {:.0f} mm² hang over, {:.0f} mm² stand",
                                    way.heightMm, way.overhangMm2, way.contactMm2);
                return layOn(m, way.down);
            }));
        m_out.steps.back() = words;
        return {};
    }

    static Result<mesh::Mesh> layOn(const mesh::Mesh& mesh, const glm::dvec3& down) {
        if (!(glm::length(down) > 0.0))
            return Error{ErrorCode::BadInput, "The direction down has no length", {}};
        const glm::dmat3 turn = print::turnToBed(down);
        mesh::Mesh out = mesh;
        for (glm::vec3& p : out.positions)
            p = glm::vec3(turn * glm::dvec3(p));
        return print::droppedToBed(out);
    }

    Result<void> write() {
        const print::EmbossSettings& text = m_options.emboss;
        if (text.text.empty()) return {};
        return each(fmt::format("{} \"{}\" {:g} mm {}", text.engraved ? "cut in" : "wrote", text.text,
                                text.depthMm, text.engraved ? "deep" : "high"),
                    [&](const mesh::Mesh& m, const jobs::JobContext& context) {
                        return print::embossed(m, text, context);
                    });
    }

    Result<void> combine() {
        const std::pair<const fs::path*, print::BooleanOperation> operations[] = {
            {&m_options.unite, print::BooleanOperation::Union},
            {&m_options.subtract, print::BooleanOperation::Difference},
            {&m_options.intersect, print::BooleanOperation::Intersection}};
        const char* words[] = {"united with ", "cut out ", "kept what is also in "};
        for (const auto& [file, operation] : operations) {
            if (file->empty()) continue;
            ORFEAS_TRY(other, readWhole(*file, m_context));
            ORFEAS_CHECK(each(words[static_cast<int>(operation)] + file->filename().string(),
                              [&, kind = operation](const mesh::Mesh& m, const jobs::JobContext& context) {
                                  return print::combined(m, other, kind, context);
                              }));
        }
        return {};
    }

    Result<void> surface() {
        const PrepareSteps& o = m_options;
        if (o.voxelMm > 0.0)
            ORFEAS_CHECK(each(fmt::format("made anew from voxels of {:g} mm", o.voxelMm),
                              [&](const mesh::Mesh& m, const jobs::JobContext& context) {
                                  return print::voxelRemeshed(m, o.voxelMm, context);
                              }));
        if (o.smooth > 0)
            ORFEAS_CHECK(each("smoothed", [&](const mesh::Mesh& m, const jobs::JobContext& context) {
                return print::smoothed(m, o.smooth, context);
            }));
        if (o.thickenMm > 0.0)
            ORFEAS_CHECK(
                each(fmt::format("walls at least {:g} mm thick", o.thickenMm),
                     [&](const mesh::Mesh& m, const jobs::JobContext& context) -> Result<mesh::Mesh> {
                         ORFEAS_TRY(thick, print::thickened(m, o.thickenMm, o.thickenMm, 400'000, context));
                         if (!thick) return m;
                         return std::move(*thick);
                     }));
        if (o.flatBaseMm > 0.0)
            ORFEAS_CHECK(each(fmt::format("underside cut flat by {:g} mm", o.flatBaseMm),
                              [&](const mesh::Mesh& m, const jobs::JobContext& context) {
                                  return print::withFlatBase(m, o.flatBaseMm, context);
                              }));
        if (o.simplify > 0 || o.maxErrorMm > 0.0)
            ORFEAS_CHECK(each("simplified", [&](const mesh::Mesh& m, const jobs::JobContext& context) {
                return print::simplified(m, o.simplify, o.maxErrorMm, context);
            }));
        return {};
    }

    Result<void> cut() {
        if (!m_options.cut.empty()) {
            std::vector<mesh::Mesh> pieces;
            int pegs = 0;
            for (const mesh::Mesh& piece : m_out.pieces) {
                ORFEAS_TRY(two, print::cutByPlane(piece, planeFor(piece), m_options.pegs, m_context));
                pegs += two.pegs;
                if (!two.below.empty()) pieces.push_back(std::move(two.below));
                if (!two.above.empty()) pieces.push_back(std::move(two.above));
            }
            m_out.pieces = std::move(pieces);
            m_out.steps.push_back(pegs > 0 ? fmt::format("cut in two, with {} pegs", pegs)
                                           : std::string("cut in two"));
        }
        if (m_options.splitParts) {
            std::vector<mesh::Mesh> pieces;
            for (const mesh::Mesh& piece : m_out.pieces) {
                for (mesh::Mesh& part : print::splitToParts(piece))
                    pieces.push_back(std::move(part));
            }
            m_out.steps.push_back(fmt::format("split into {} parts", pieces.size()));
            m_out.pieces = std::move(pieces);
        }
        return {};
    }

    // The share runs from one side of the object to the other along the normal.
    print::CutPlane planeFor(const mesh::Mesh& mesh) const {
        const glm::dvec3 normal(m_options.cut[0], m_options.cut[1], m_options.cut[2]);
        const double length = std::sqrt(normal.x * normal.x + normal.y * normal.y + normal.z * normal.z);
        double low = 1e300, high = -1e300;
        for (const glm::vec3& p : mesh.positions) {
            const double d = (normal.x * double(p.x) + normal.y * double(p.y) + normal.z * double(p.z)) /
                             (length > 0.0 ? length : 1.0);
            low = std::min(low, d);
            high = std::max(high, d);
        }
        return {normal, low + m_options.cut[3] * (high - low)};
    }

    Result<void> inside() {
        if (m_options.hollow.wallMm <= 0.0) return {};
        return each(fmt::format("hollowed, walls {:g} mm thick", m_options.hollow.wallMm),
                    [&](const mesh::Mesh& m, const jobs::JobContext& context) {
                        return print::hollowed(m, m_options.hollow, context);
                    });
    }

    const PrepareSteps& m_options;
    const print::Profile& m_profile;
    const jobs::JobContext& m_context;
    Prepared m_out;
    double m_done = 0.3;
};

} // namespace

Result<Prepared> prepare(mesh::Mesh mesh, const PrepareSteps& steps, const print::Profile& profile,
                         const jobs::JobContext& context) {
    return Preparation(steps, profile, context).run(std::move(mesh));
}

} // namespace orfeas::app
