#include "core/inference/training/shard_file.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <mutex>
#include <optional>
#include <system_error>

#include "core/base/parallel.h"
#include "core/io/atomic_file.h"

namespace orfeas::inference {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMagic = 0x3244'5248'5346'524f; // "ORFSHRD2"
constexpr const char* kExtension = ".orfshard";
constexpr std::size_t kFamilyBytes = 24;

struct Header {
    std::uint64_t magic = kMagic;
    std::uint64_t count = 0;
    std::int32_t side = 0;
    std::int32_t surfacePoints = 0;
    std::int32_t points = 0;
    std::int32_t pointBytes = sizeof(PackedPoint);
};

struct RecordHead {
    std::uint64_t seed = 0;
    shapes::View view;
    std::int32_t drawing = 0;
    std::array<char, kFamilyBytes> family{};
};

static_assert(sizeof(PackedPoint) == 12 && std::is_trivially_copyable_v<RecordHead>);

std::size_t pictureBytes(int side) {
    return std::size_t(kPicturePlanes) * std::size_t(side) * std::size_t(side);
}

// Of the front and of the back, each half as wide as the picture.
std::size_t depthCount(int side) {
    return 2 * std::size_t(side / 2) * std::size_t(side / 2);
}

std::size_t recordBytes(int side, int points) {
    return sizeof(RecordHead) + pictureBytes(side) + depthCount(side) * sizeof(PackedDepth) +
           std::size_t(points) * sizeof(PackedPoint);
}

Error damaged(const fs::path& file) {
    return {ErrorCode::BadInput,
            "\"" + file.filename().string() + "\" is not a whole file of training examples",
            {}};
}

fs::path shardName(std::uint64_t seed) {
    std::string digits = std::to_string(seed);
    digits.insert(0, digits.size() < 12 ? 12 - digits.size() : 0, '0');
    return "shard-" + digits + kExtension;
}

} // namespace

Result<ShardFile> ShardFile::open(const fs::path& file) {
    ORFEAS_TRY(mapped, MappedFile::open(file));
    Header header;
    if (mapped->bytes().size() < sizeof header) return damaged(file);
    std::memcpy(&header, mapped->bytes().data(), sizeof header);
    const bool sane = header.magic == kMagic && header.pointBytes == sizeof(PackedPoint) && header.side > 0 &&
                      header.side <= 1024 && header.points >= 0 && header.points <= 1 << 20 &&
                      header.surfacePoints >= 0 && header.surfacePoints <= header.points &&
                      header.count <= 1 << 20;
    if (!sane) return damaged(file);
    ShardFile shard;
    shard.m_count = header.count;
    shard.m_side = header.side;
    shard.m_surfacePoints = header.surfacePoints;
    shard.m_points = header.points;
    shard.m_recordBytes = recordBytes(header.side, header.points);
    if (mapped->bytes().size() != sizeof header + header.count * shard.m_recordBytes) return damaged(file);
    shard.m_file = std::move(mapped);
    return shard;
}

Example ShardFile::example(std::size_t index) const {
    ORFEAS_ASSERT(index < m_count);
    const std::byte* from = m_file->bytes().data() + sizeof(Header) + index * m_recordBytes;
    RecordHead head;
    std::memcpy(&head, from, sizeof head);
    from += sizeof head;
    Example out;
    out.seed = head.seed;
    out.view = head.view;
    out.drawing = head.drawing != 0;
    out.family.assign(head.family.data(), ::strnlen(head.family.data(), kFamilyBytes));
    out.surfacePoints = m_surfacePoints;
    out.picture.side = m_side;
    out.picture.planes.resize(pictureBytes(m_side));
    std::memcpy(out.picture.planes.data(), from, out.picture.planes.size());
    from += out.picture.planes.size();
    out.depth.resize(depthCount(m_side));
    std::memcpy(out.depth.data(), from, out.depth.size() * sizeof(PackedDepth));
    from += out.depth.size() * sizeof(PackedDepth);
    out.points.resize(std::size_t(m_points));
    std::memcpy(out.points.data(), from, out.points.size() * sizeof(PackedPoint));
    return out;
}

Result<void> writeShard(const fs::path& file, std::span<const Example> examples) {
    ORFEAS_ASSERT(!examples.empty());
    Header header;
    header.count = examples.size();
    header.side = examples[0].picture.side;
    header.surfacePoints = examples[0].surfacePoints;
    header.points = static_cast<std::int32_t>(examples[0].points.size());
    ORFEAS_TRY(out, io::AtomicFile::create(file));
    ORFEAS_CHECK(out.write(std::as_bytes(std::span(&header, 1))));
    for (const Example& example : examples) {
        ORFEAS_ASSERT(
            example.picture.side == header.side && example.points.size() == std::size_t(header.points) &&
            example.depth.size() == depthCount(header.side) && example.surfacePoints == header.surfacePoints);
        RecordHead head;
        head.seed = example.seed;
        head.view = example.view;
        head.drawing = example.drawing ? 1 : 0;
        std::memcpy(head.family.data(), example.family.data(), std::min(example.family.size(), kFamilyBytes));
        ORFEAS_CHECK(out.write(std::as_bytes(std::span(&head, 1))));
        ORFEAS_CHECK(out.write(std::as_bytes(std::span(example.picture.planes))));
        ORFEAS_CHECK(out.write(std::as_bytes(std::span(example.depth))));
        ORFEAS_CHECK(out.write(std::as_bytes(std::span(example.points))));
    }
    return out.commit();
}

Result<void> makeShards(const ShardPlan& plan, const SampleSource& source, const jobs::JobContext& context) {
    std::error_code fault;
    fs::create_directories(plan.folder, fault);
    for (std::uint64_t done = 0; done < plan.count;) {
        const std::uint64_t some = std::min(plan.perFile, plan.count - done);
        const std::uint64_t seed = plan.fromSeed + done;
        const fs::path file = plan.folder / shardName(seed);
        context.report("making training examples", double(done) / double(plan.count));
        done += some;
        if (fs::exists(file, fault)) continue;
        std::vector<Example> examples(some);
        std::mutex mutex;
        std::optional<Error> trouble;
        parallelFor(some, 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end && !context.cancelled(); ++i) {
                auto made = makeExample(source(seed + i, plan.options), plan.options.surfacePoints, {});
                if (made.ok()) examples[i] = std::move(*made);
                std::lock_guard lock(mutex);
                if (!made.ok()) trouble = made.error();
            }
        });
        if (context.cancelled()) return jobs::cancelledError();
        if (trouble) return *trouble;
        ORFEAS_CHECK(writeShard(file, examples));
    }
    context.report("making training examples", 1.0);
    return {};
}

Result<ShardSet> ShardSet::open(const fs::path& folder) {
    std::vector<fs::path> names;
    std::error_code fault;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, fault)) {
        if (entry.path().extension() == kExtension) names.push_back(entry.path());
    }
    std::sort(names.begin(), names.end());
    if (names.empty()) {
        return Error{ErrorCode::NotFound,
                     "There are no training examples in \"" + folder.string() +
                         "\"; make some with orfeas-train shards",
                     {}};
    }
    ShardSet set;
    for (const fs::path& name : names) {
        ORFEAS_TRY(file, ShardFile::open(name));
        if (!set.m_files.empty() && file.side() != set.side()) {
            return Error{ErrorCode::BadInput,
                         "\"" + name.filename().string() +
                             "\" holds pictures of another size than the others",
                         {}};
        }
        set.m_first.push_back(set.m_count);
        set.m_count += file.count();
        set.m_files.push_back(std::move(file));
    }
    return set;
}

Example ShardSet::example(std::size_t index) const {
    ORFEAS_ASSERT(index < m_count);
    const auto after = std::upper_bound(m_first.begin(), m_first.end(), index);
    const auto file = static_cast<std::size_t>(after - m_first.begin()) - 1;
    return m_files[file].example(index - m_first[file]);
}

} // namespace orfeas::inference
