// measure and weldExact of mesh_facts.h for jobs on millions of triangles: they can be stopped.
#pragma once

#include "core/jobs/job.h"
#include "core/mesh/mesh.h"
#include "core/mesh/mesh_facts.h"

namespace orfeas::mesh {

/// When cancelled the facts are worth nothing: ask before using them.
MeshFacts measure(const Mesh& mesh, const jobs::JobContext& context);

/// When cancelled triangles are missing.
Mesh weldExact(const Mesh& mesh, const jobs::JobContext& context);

} // namespace orfeas::mesh
