#!/usr/bin/env bash
# Installs what is missing, builds everything, and runs every test. Needs no display: tests of the desktop program
# start their own. Arguments go to ctest: packaging/test.sh -L core
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

installPackages build run test
buildPreset release "$orfeasBuild" all
exec ctest --test-dir "$orfeasBuild" --output-on-failure --no-tests=error --parallel "$(nproc)" "$@"
