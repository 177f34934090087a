// The last look at what a generator made.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/generate/generator.h"
#include "core/jobs/job.h"
#include "core/mesh/mesh_facts.h"

namespace orfeas::generate {

struct SoundResult {
    MeshPtr mesh; ///< the very mesh when it was sound
    mesh::MeshFacts facts;
    std::string how; ///< what was repaired, in words; empty when nothing was
};

/// Nothing leaves the generators that does not bound a solid free of crossings: what does not is repaired (parts stay
/// where they are and as thick as they are), or refused. Fails with Failed or Cancelled.
Result<SoundResult> soundResult(MeshPtr made, const jobs::JobContext& context);

} // namespace orfeas::generate
