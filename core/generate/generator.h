// How a picture becomes a mesh, as the rest of Orfeas sees it. No torch here: networks implement this
// interface in core/inference.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/generate/setting.h"
#include "core/image/cutout.h"
#include "core/image/picture.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh.h"

namespace orfeas::generate {

/// What goes in. Immutable; may be shared between threads.
struct Request {
    std::shared_ptr<const image::Picture> picture;
    std::shared_ptr<const image::Cutout> cutout; ///< same size as the picture
    Settings settings;                           ///< from completeSettings of this generator's declarations
};

using MeshPtr = std::shared_ptr<const mesh::Mesh>;

/// A mesh on the way to the result: closed and manifold like the result, only coarser.
struct Preview {
    MeshPtr mesh;
    std::string stage; ///< "outline", "64³"
};

using PreviewSink = std::function<void(const Preview&)>;

/// What comes out. The mesh stands on Z = 0, centred on X = Y = 0, and bounds a solid
/// (mesh::MeshFacts::solid).
struct Outcome {
    MeshPtr mesh;
    std::string how; ///< one honest sentence: "Inflated from the outline; the back mirrors the front"
    bool reproducible =
        true; ///< false: the state of the machine (memory, say) had its part in it, so it is not kept
};

/// One way of making a mesh from a picture. Stateless and thread-safe: one instance serves every thread.
class Generator {
public:
    virtual ~Generator() = default;

    virtual std::string_view name() const = 0;    ///< stored and typed: "inflate"
    virtual std::string_view title() const = 0;   ///< shown: "Inflate · round solid from the outline"
    virtual std::string_view summary() const = 0; ///< one sentence for people
    virtual int revision() const = 0;             ///< rises whenever the same settings give another mesh

    /// What else decides the mesh: the content of the weights and the kind of device, as a name. Empty: nothing does.
    /// Nothing: it cannot be told, so results are never kept. May look at files; fails by telling nothing.
    virtual std::optional<std::string> weightsName() const { return std::string(); }

    /// Includes "size" (longest side, mm) and "detail" (draft, normal, fine), which every generator declares.
    virtual std::span<const SettingSpec> settings() const = 0;

    /// A coarse closed mesh within about 50 ms for a 1024 px picture: what the user sees first.
    /// `request.cutout` may be a quick one.
    virtual Result<MeshPtr> firstShape(const Request& request, const jobs::JobContext& context) const = 0;

    /// Refines in steps through `previews` (called on this thread) to the result. Deterministic.
    virtual Result<Outcome> run(const Request& request, const PreviewSink& previews,
                                const jobs::JobContext& context) const = 0;
};

/// Every generator of this build, "auto" first, in the order shown to people.
std::span<const Generator* const> generators();

/// Makes a generator from above this folder (a network, with its weights) known to findGenerator; it is not listed.
/// Call before other threads start; it must outlive every use, and its name must be new.
void addGenerator(const Generator& generator);

/// Built in or added; null when there is none of that name.
const Generator* findGenerator(std::string_view name);

} // namespace orfeas::generate
