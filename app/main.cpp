#include "app/command_line.h"
#include "core/inference/inference_module.h"
#include "core/inference/reconstruction/reconstruct_generator.h"

int main(int argc, char** argv) {
    orfeas::inference::prepareForNetworks();
    orfeas::inference::addReconstruct();
    return orfeas::app::runCommandLine(argc, argv);
}
