#include "core/cache/result_cache.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/log.h"
#include "core/cache/likeness.h"
#include "core/cache/request_key.h"
#include "core/cache/stored_result.h"

namespace orfeas::cache {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostAsked = 16;
constexpr double kReadingShare = 0.05; ///< of the progress: the picture, before it is known what is asked for

std::string settingsText(const generate::Settings& settings) {
    std::string text;
    for (const auto& [name, value] : settings.values())
        text += (text.empty() ? "" : " ") + name + "=" + generate::formatValue(value);
    return text;
}

} // namespace

// One request being answered, and everybody who waits for the same. Passengers live on the stacks of the threads that
// wait; they leave before their stack does.
struct ResultCache::Passenger {
    const generate::GenerateListener* listener;
    const jobs::JobContext* context;
};

struct ResultCache::Flight {
    std::mutex mutex;
    std::condition_variable_any landed;
    std::vector<Passenger> passengers;
    bool ended = false;
    std::optional<Result<generate::Generated>>
        result; ///< none although ended: cancelled, somebody else must lead

    template <typename Tell>
    void tell(const Tell& tell) {
        std::lock_guard lock(mutex);
        for (const Passenger& passenger : passengers)
            tell(passenger);
    }
    generate::GenerateListener listener() {
        generate::GenerateListener all;
        all.onPicture = [this](const auto& picture) {
            tell([&](const Passenger& p) {
                if (p.listener->onPicture) p.listener->onPicture(picture);
            });
        };
        all.onCutout = [this](const auto& cutout) {
            tell([&](const Passenger& p) {
                if (p.listener->onCutout) p.listener->onCutout(cutout);
            });
        };
        all.onPreview = [this](const generate::Preview& preview) {
            tell([&](const Passenger& p) {
                if (p.listener->onPreview && !p.context->stopToken().stop_requested())
                    p.listener->onPreview(preview);
            });
        };
        return all;
    }
};

ResultCache::ResultCache(std::unique_ptr<CacheStore> store, Generate generate)
    : m_store(std::move(store)), m_generate(std::move(generate)) {}

Result<generate::Generated> ResultCache::generate(const generate::GenerateTask& asked,
                                                  const generate::GenerateListener& listener,
                                                  const jobs::JobContext& context, bool useKept) {
    generate::GenerateTask task = asked;
    ORFEAS_TRY(picture, generate::preparedPicture(asked, context.part(0.0, kReadingShare)));
    const jobs::JobContext making = context.part(kReadingShare, 1.0);
    task.picture = picture;
    const std::optional<Hash128> key = requestKey(task);
    if (!key) return m_generate(task, listener, making);
    if (useKept && m_store && m_store->limits().enabled) {
        if (std::optional<generate::Generated> answer = kept(*key, task)) {
            if (listener.onPicture) listener.onPicture(picture);
            if (listener.onCutout) listener.onCutout(answer->cutout);
            context.report("done", 1.0);
            return std::move(*answer);
        }
        if (listener.onEarlier) {
            if (const auto alike = m_store->alike(pictureHash(*picture), likenessOf(*picture))) {
                listener.onEarlier({alike->info.name, alike->info.generator, alike->info.settings,
                                    alike->createdUnix, alike->value});
            }
        }
    }
    for (;;) {
        std::shared_ptr<Flight> flight;
        bool leads = false;
        {
            std::lock_guard lock(m_mutex);
            std::shared_ptr<Flight>& running = m_flights[*key];
            if (!running) {
                running = std::make_shared<Flight>();
                running->passengers.push_back({&listener, &making});
                leads = true;
            }
            flight = running;
        }
        if (leads) return lead(flight, *key, task, making);
        if (std::optional<Result<generate::Generated>> answer = follow(*flight, task, listener, making))
            return std::move(*answer);
    }
}

Result<generate::Generated> ResultCache::lead(const std::shared_ptr<Flight>& flight, const Hash128& key,
                                              const generate::GenerateTask& task,
                                              const jobs::JobContext& context) {
    const auto start = Clock::now();
    const jobs::JobContext shared = context.withSink([flight](const jobs::Progress& progress) {
        flight->tell([&](const Passenger& p) { p.context->report(progress.stage, progress.fraction); });
    });
    // However it ends, also by an exception: nobody may wait for what will not come.
    struct Landing {
        ResultCache& cache;
        Flight& flight;
        const Hash128& key;
        ~Landing() {
            {
                std::lock_guard lock(cache.m_mutex);
                cache.m_flights.erase(key);
            }
            std::lock_guard lock(flight.mutex);
            flight.passengers.clear();
            flight.ended = true;
            flight.landed.notify_all();
        }
    };
    Result<generate::Generated> made = Error{};
    {
        const Landing landing{*this, *flight, key};
        made = m_generate(task, flight->listener(), shared);
        const bool cancelled = !made.ok() && made.error().code == ErrorCode::Cancelled;
        std::lock_guard lock(flight->mutex);
        if (!cancelled) flight->result = made;
    }
    if (!made.ok()) return std::move(made).error();
    if (m_store) {
        m_store->count(CacheStore::Count::Miss);
        keep(key, task, *made, std::chrono::duration<double>(Clock::now() - start).count());
    }
    return made;
}

std::optional<Result<generate::Generated>> ResultCache::follow(Flight& flight,
                                                               const generate::GenerateTask& task,
                                                               const generate::GenerateListener& listener,
                                                               const jobs::JobContext& context) {
    const jobs::Waiting waiting(context); // before the lock: its end may take a while
    std::unique_lock lock(flight.mutex);
    if (!flight.ended) {
        if (listener.onPicture) listener.onPicture(task.picture);
        flight.passengers.push_back({&listener, &context});
        flight.landed.wait(lock, context.stopToken(), [&] { return flight.ended; });
        std::erase_if(flight.passengers, [&](const Passenger& p) { return p.listener == &listener; });
    }
    if (context.stopToken().stop_requested()) return Result<generate::Generated>(jobs::cancelledError());
    if (!flight.result) return std::nullopt; // the leader was cancelled
    if (!flight.result->ok()) return Result<generate::Generated>(flight.result->error());
    if (m_store) m_store->count(CacheStore::Count::Coalesced);
    generate::Generated shared = **flight.result;
    shared.source = generate::Source::Shared;
    return Result<generate::Generated>(std::move(shared));
}

std::vector<generate::GenerateTask> ResultCache::unanswered(std::vector<generate::GenerateTask> tasks,
                                                            const jobs::JobContext& context) {
    const jobs::JobContext quiet(context.stopToken(), {});
    if (tasks.size() > kMostAsked) tasks.resize(kMostAsked);
    std::erase_if(tasks, [&](generate::GenerateTask& task) {
        const auto picture = generate::preparedPicture(task, quiet);
        if (!picture.ok()) return true;
        generate::GenerateTask read = task;
        read.picture = *picture;
        const std::optional<Hash128> key = requestKey(read);
        if (!key || !m_store) return false;
        const auto value = m_store->find(*key);
        return value.ok() && value->has_value();
    });
    return tasks;
}

std::optional<generate::Generated> ResultCache::kept(const Hash128& key, const generate::GenerateTask& task) {
    Result<std::optional<CacheStore::Value>> value = m_store->find(key);
    if (!value.ok()) {
        log(LogLevel::Warning, "cache", value.error().userText + ": " + value.error().detail);
        return std::nullopt;
    }
    if (!*value) return std::nullopt;
    Result<generate::Generated> made = decodeResult((*value)->bytes, task.picture, task.cutout);
    if (!made.ok()) {
        log(LogLevel::Warning, "cache", "dropped: " + made.error().detail);
        m_store->drop((*value)->id);
        return std::nullopt;
    }
    m_store->count(CacheStore::Count::Hit, (*value)->madeInSeconds);
    made->source = generate::Source::Kept;
    made->savedSeconds = (*value)->madeInSeconds;
    return std::move(*made);
}

Result<generate::Generated> ResultCache::earlier(const generate::Earlier& offer) {
    const Error gone{ErrorCode::NotFound, "The earlier result is no longer kept", {}};
    if (!m_store) return gone;
    ORFEAS_TRY(value, m_store->read(offer.value));
    if (!value) return gone;
    ORFEAS_TRY(made, decodeResult(value->bytes, nullptr, nullptr));
    made.source = generate::Source::Kept;
    made.savedSeconds = value->madeInSeconds;
    return std::move(made);
}

void ResultCache::keep(const Hash128& key, const generate::GenerateTask& task,
                       const generate::Generated& made, double seconds) {
    if (!made.reproducible) return;
    std::vector<Hash128> keys{key};
    if (!task.cutout) {
        // Asked for again with the mask that was found: the same answer (a remake passes the mask it knows).
        generate::GenerateTask again = task;
        again.cutout = made.cutout;
        if (const auto second = requestKey(again)) keys.push_back(*second);
    }
    const Result<void> stored = [&]() -> Result<void> {
        ORFEAS_TRY(bytes, encodeResult(made));
        EntryInfo info;
        info.name = task.file.filename().string();
        info.generator = task.generator;
        info.settings = settingsText(task.settings);
        info.picture = pictureHash(*task.picture);
        info.likeness = likenessOf(*task.picture);
        return m_store->put(keys, info, seconds, bytes);
    }();
    if (!stored.ok())
        log(LogLevel::Warning, "cache",
            "not kept: " + stored.error().userText + ": " + stored.error().detail);
}

std::shared_ptr<ResultCache> standardCache(ResultCache::Generate generate) {
    std::unique_ptr<CacheStore> store;
    const char* wish = std::getenv("ORFEAS_CACHE");
    if (!wish || std::string_view(wish) != "off") {
        Result<std::unique_ptr<CacheStore>> opened = CacheStore::open(cacheFolder());
        if (opened.ok()) {
            store = std::move(*opened);
        } else {
            log(LogLevel::Warning, "cache", opened.error().userText + ": " + opened.error().detail);
        }
    }
    return std::make_shared<ResultCache>(std::move(store), std::move(generate));
}

} // namespace orfeas::cache
