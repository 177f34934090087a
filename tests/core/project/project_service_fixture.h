// A ProjectService over a FakeEngine, and what its tests wait for.
#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "core/project/project_service.h"
#include "tests/core/project/event_log.h"
#include "tests/core/project/fake_engine.h"

namespace orfeas::project {

class ProjectServiceTest : public testing::Test {
protected:
    // Adds one object and returns it.
    ObjectPtr addObject(const std::string& file = "owl.png") {
        const std::size_t before = log.document()->objects.size();
        service->makeFromFiles({file}, {});
        EXPECT_TRUE(log.waitForObjects(before + 1));
        return log.document()->objects.back();
    }

    ProjectService::MakeOptions ofSize(double size) { return {"fake", test::sizeSettings(size)}; }

    bool waitBegun(std::size_t count) {
        return log.waitUntil([&](const auto&) { return engine.begun().size() >= count; });
    }

    // All commands so far have been carried out, because commands are carried out in order.
    void settle() {
        const std::size_t notices = log.all<Notice>().size();
        const ObjectPtr any = log.document()->objects.empty() ? nullptr : log.document()->objects.front();
        ASSERT_TRUE(any);
        service->renameObject(any->id, " ");
        ASSERT_TRUE(log.waitUntil([&](const auto& l) { return l.template all<Notice>().size() > notices; }));
    }

    test::FakeEngine engine;
    test::EventLog log;
    std::unique_ptr<ProjectService> service = std::make_unique<ProjectService>(log.sink(), engine.engine());
};

} // namespace orfeas::project
