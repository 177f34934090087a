#!/usr/bin/env bash
# Installs what is missing, builds, and starts Orfeas.
#   packaging/run.sh               opens Orfeas Studio with a sample; without a display makes the sample into an STL
#   packaging/run.sh ARGUMENTS…    passes them to the command line program: packaging/run.sh generate cat.png -o cat.stl
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

# A display variable that nobody listens behind is no display.
hasDisplay() {
    if [[ -n ${WAYLAND_DISPLAY:-} ]]; then
        local socket=$WAYLAND_DISPLAY
        [[ $socket == /* ]] || socket="${XDG_RUNTIME_DIR:-/nonexistent}/$socket"
        if [[ -S $socket ]]; then return 0; fi
    fi
    if [[ ${DISPLAY:-} =~ ^(unix)?:([0-9]+) ]]; then
        local socket="/tmp/.X11-unix/X${BASH_REMATCH[2]}"
        [[ -S $socket ]] || grep -q "@$socket\$" /proc/net/unix 2>/dev/null
        return
    fi
    [[ -n ${DISPLAY:-} ]]
}

installPackages build run test
buildPreset release "$orfeasBuild" programs

sample="$orfeasRoot/resources/samples/owl.png"
if [[ $# -gt 0 ]]; then
    exec "$orfeasBuild/bin/orfeas" "$@"
elif hasDisplay; then
    exec "$orfeasBuild/bin/orfeas-studio" "$sample"
else
    made="$orfeasBuild/owl.stl"
    say "no display here: making the sample picture into an STL instead"
    "$orfeasBuild/bin/orfeas" generate "$sample" -o "$made"
    say "your printable owl is $made"
fi
