// What a version says about printing: the worst verdict of its objects.
#pragma once

#include <map>
#include <memory>
#include <string>

#include <glm/mat3x3.hpp>

#include "core/jobs/job.h"
#include "core/print/report.h"
#include "core/project/core_event.h"
#include "core/project/document.h"

namespace orfeas::project {

/// Remembers what the print check said of each object as it is turned and scaled, and looks quickly at those it has not
/// got to yet. One thread.
class PrintVerdict {
public:
    /// Above so many triangles an unknown object is not looked at here: whoever keeps a version must not wait.
    static constexpr std::size_t kMostTriangles = 400'000;

    /// `document`: the one that holds the object now.
    void take(const ObjectChecked& event, const Document& document);

    /// "prints", "prints-with-care" or "does-not-print" (print::nameOf); empty when nothing visible is known.
    std::string of(const Document& document, const jobs::JobContext& context);

private:
    struct Known {
        std::shared_ptr<const mesh::Mesh> mesh;
        glm::mat3 form{1.0f};
        print::Verdict verdict = print::Verdict::Prints;
    };
    std::map<ObjectId, Known> m_known;
};

} // namespace orfeas::project
