// A generator that counts how often it runs, and can be held.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "core/generate/generate_job.h"

namespace orfeas::test {

/// "counted": a sphere of the asked size. Known to findGenerator from the first use of `counted()` on.
class CountedGenerator final : public generate::Generator {
public:
    std::string_view name() const override { return "counted"; }
    std::string_view title() const override { return "Counted"; }
    std::string_view summary() const override { return "A sphere"; }
    int revision() const override { return m_revision; }
    std::optional<std::string> weightsName() const override;
    std::span<const generate::SettingSpec> settings() const override;
    Result<generate::MeshPtr> firstShape(const generate::Request& request,
                                         const jobs::JobContext& context) const override;
    Result<generate::Outcome> run(const generate::Request& request, const generate::PreviewSink& previews,
                                  const jobs::JobContext& context) const override;

    /// Back to the beginning: open, nothing counted.
    void reset();
    void close();
    void open();
    int runs() const { return m_runs; }
    /// Runs that have reached the gate.
    bool waitBegun(int runs) const;
    void setRevision(int revision) { m_revision = revision; }
    void setWeights(std::optional<std::string> name);
    void setReproducible(bool value) { m_reproducible = value; }

private:
    mutable std::mutex m_mutex;
    mutable std::condition_variable_any m_changed;
    bool m_open = true;
    std::optional<std::string> m_weights = std::string();
    std::atomic<int> m_revision = 1;
    std::atomic<bool> m_reproducible = true;
    mutable std::atomic<int> m_runs = 0;
};

CountedGenerator& counted();

/// A disc on a clear ground; `shade` tells pictures apart, slightly.
std::shared_ptr<const image::Picture> discPicture(int side = 64, int shade = 200);

generate::GenerateTask countedTask(double size = 80.0, int shade = 200);

} // namespace orfeas::test
