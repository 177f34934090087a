#include "app/command_line.h"

int main(int argc, char** argv) {
    return orfeas::app::runCommandLine(argc, argv);
}
