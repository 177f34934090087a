// What every jobs::Worker promises, written once. Instantiate it for a worker with
// INSTANTIATE_TEST_SUITE_P(Name, WorkerContract, testing::Values(factory)).
#pragma once

#include <functional>
#include <memory>

#include <gtest/gtest.h>

#include "core/jobs/worker.h"

namespace orfeas::test {

using WorkerFactory = std::function<std::unique_ptr<jobs::Worker>()>;

class WorkerContract : public testing::TestWithParam<WorkerFactory> {
protected:
    std::unique_ptr<jobs::Worker> make() const { return GetParam()(); }
};

} // namespace orfeas::test
