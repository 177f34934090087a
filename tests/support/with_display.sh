#!/usr/bin/env bash
# with_display.sh COMMAND…: runs it on a virtual display of its own, with settings folders of its own, and returns its
# exit code. Any number may run at once: the server itself picks a free display.
set -euo pipefail

# The screen has room for a whole window at two device pixels a logical one: what lies beyond it is drawn black.
# -noreset: a server that starts over when its last client leaves refuses the next one for a moment.

folder=$(mktemp -d)
mkfifo "$folder/number"
Xvfb -displayfd 3 -screen 0 3840x2400x24 -nolisten tcp -noreset 3> "$folder/number" > "$folder/log" 2>&1 &
server=$!
trap 'kill "$server" 2> /dev/null || true; wait "$server" 2> /dev/null || true; rm -rf "$folder"' EXIT

if ! read -r -t 60 number < "$folder/number"; then
    echo "with_display: Xvfb did not start:" >&2
    cat "$folder/log" >&2
    exit 1
fi
mkdir -m 700 "$folder/home" "$folder/runtime"
env -u WAYLAND_DISPLAY -u XDG_CONFIG_HOME -u XDG_CACHE_HOME -u XDG_DATA_HOME DISPLAY=":$number" QT_QPA_PLATFORM=xcb \
    HOME="$folder/home" XDG_RUNTIME_DIR="$folder/runtime" "$@"
