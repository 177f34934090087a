#include "app/command_line.h"
#include "core/inference/inference_module.h"

int main(int argc, char** argv) {
    orfeas::inference::prepareForNetworks();
    return orfeas::app::runCommandLine(argc, argv);
}
