// Several pictures for one network: `orfeas generate` looks at them in one pass over its weights.
#include <filesystem>
#include <map>
#include <sstream>

#include "core/inference/triposr_config.h"
#include "tests/app/command_test.h"
#include "tests/core/inference/naive_triposr.h"
#include "tests/core/inference/small_networks.h"
#include "tests/support/file_bytes.h"

namespace orfeas::test {
namespace {

using nlohmann::json;

class SharedPassCommand : public CommandTest {
protected:
    SharedPassCommand() {
        std::filesystem::create_directory(folder / "model");
        putBytes(folder / "model/config.json", wideNetwork().dump());
        Arrays weights = randomWeights(inference::readTripoSrConfig(folder / "model").value(), 3);
        for (std::size_t i = 0; i < 9; ++i)
            weights["decoder.layers.6.weight"].values[i] *= 20.0; // far enough up and down to have a surface
        weights["decoder.layers.6.bias"].values[0] = 1.0;
        writeArrays(folder / "model/weights.safetensors", weights);
    }

    Finished generate(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(),
                         {"generate", "--generator", "triposr", "--model", at("model"), "--set",
                          "detail=draft", "--set", "resolution=32", "--set", "threshold=1", "--set",
                          "precision=float32", "--device", "cpu", "--json"});
        return runOrfeas(arguments, own);
    }
    // Of all jobs so far, how many have run the network.
    long passes() const {
        EXPECT_EQ(runOrfeas({"stats", "--csv", at("jobs.csv")}, own).exitCode, 0);
        std::istringstream jobs(read("jobs.csv"));
        long count = 0;
        for (std::string job; std::getline(jobs, job);)
            count += job.find("imagining the object=") != std::string::npos;
        return count;
    }

    const std::map<std::string, std::string> own{{"ORFEAS_CACHE", at("cache")},
                                                 {"XDG_DATA_HOME", at("data")},
                                                 {"ORFEAS_MODELS", at("models")},
                                                 {"ORFEAS_STATISTICS", "on"}};
};

TEST_F(SharedPassCommand, threePicturesShareOneAndEachIsWhatItIsAlone) {
    const std::vector<std::string> pictures{writePicture("a.png", 96, 30), writePicture("b.png", 96, 36),
                                            writePicture("c.png", 96, 42)};
    const json fit = runOrfeas({"models", "fit", at("model"), "--pictures", "3", "--resolution", "16",
                                "--precision", "float32", "--json"},
                               own)
                         .json();
    const int together = fit.at("plan").at("batch");

    const Finished batch = generate({pictures[0], pictures[1], pictures[2], "-o", at("{name}.stl")});
    ASSERT_EQ(batch.exitCode, 0) << batch.err;
    ASSERT_EQ(batch.json().at("outputs").size(), 3u);
    EXPECT_EQ(passes(), (3 + together - 1) / together); // on a machine of many cores sharing may gain nothing

    for (const std::string name : {"a", "b", "c"}) {
        const Finished alone = generate({at(name + ".png"), "-o", at(name + "-alone.stl")});
        ASSERT_EQ(alone.exitCode, 0) << alone.err;
        EXPECT_EQ(read(name + ".stl"), read(name + "-alone.stl"));
    }
    EXPECT_NE(read("a.stl"), read("b.stl"));
}

TEST_F(SharedPassCommand, aPictureThatCannotBeReadDoesNotKeepTheOthersFromIt) {
    const std::string a = writePicture("a.png", 96, 30), bad = writeText("bad.png", "no picture"),
                      c = writePicture("c.png", 96, 42);
    const Finished batch = generate({a, bad, c, "-o", at("{name}.stl")});
    EXPECT_NE(batch.exitCode, 0);
    EXPECT_NE(batch.err.find("bad.png"), std::string::npos);
    EXPECT_TRUE(exists("a.stl"));
    EXPECT_TRUE(exists("c.stl"));
    EXPECT_FALSE(exists("bad.stl"));
}

} // namespace
} // namespace orfeas::test
