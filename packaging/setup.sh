# Sourced by run.sh, test.sh and .ci/run: installs missing Debian packages and builds into build/.
# Everything it says goes to standard error, so that standard output belongs to the program that is run.

orfeasRoot=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
orfeasBuild="$orfeasRoot/build"

say() { printf 'orfeas: %s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# packagesOf GROUP...: the names listed under these groups of debian-packages.txt.
packagesOf() {
    local line group="" wanted=" $* "
    while IFS= read -r line; do
        line=${line%%#*}
        line=${line//[[:space:]]/}
        case $line in
            "") ;;
            "["*"]") group=${line:1:-1} ;;
            *) if [[ $wanted == *" $group "* ]]; then printf '%s\n' "$line"; fi ;;
        esac
    done < "$orfeasRoot/packaging/debian-packages.txt"
}

# installPackages GROUP...: installs what is missing of these groups. Needs no network when nothing is.
installPackages() {
    local wanted missing asRoot=()
    mapfile -t wanted < <(packagesOf "$@")
    if [[ -n ${ORFEAS_SKIP_PACKAGES:-} ]]; then return; fi
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        die "this is not a Debian-like system: install the counterparts of packaging/debian-packages.txt yourself," \
            "then run again with ORFEAS_SKIP_PACKAGES=1"
    fi
    mapfile -t missing < <(printf '%s\n' "${wanted[@]}" | grep -vxFf <(
        dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/^installed //p'))
    if [[ ${#missing[@]} -eq 0 ]]; then return; fi
    if [[ $EUID -ne 0 ]]; then
        command -v sudo >/dev/null || die "installing packages needs root: run as root once, or install sudo" \
            "(missing: ${missing[*]})"
        asRoot=(sudo)
    fi
    say "installing from Debian: ${missing[*]}"
    local log
    log=$(mktemp)
    if ! { "${asRoot[@]}" apt-get update -qq &&
           "${asRoot[@]}" env DEBIAN_FRONTEND=noninteractive \
               apt-get install -qq -y --no-install-recommends "${missing[@]}"; } < /dev/null > "$log" 2>&1; then
        tail -n 30 "$log" >&2
        rm -f "$log"
        die "apt-get could not install the packages (its last lines are above)"
    fi
    rm -f "$log"
}

# How many compilers at once: one a core, as long as each finds 1.5 GB.
buildJobs() {
    local cores memoryKb limit
    cores=$(nproc)
    memoryKb=$(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo)
    limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)
    if [[ $limit =~ ^[0-9]+$ ]] && (( limit / 1024 < memoryKb )); then memoryKb=$((limit / 1024)); fi
    local fitting=$((memoryKb / 1572864))
    echo $(( fitting < 1 ? 1 : fitting < cores ? fitting : cores ))
}

# buildPreset PRESET FOLDER TARGET...: configures once (CMake's own rules redo it when needed), then builds.
buildPreset() {
    local preset=$1 folder=$2 quiet=()
    shift 2
    if [[ ! -f $folder/build.ninja || $orfeasRoot/CMakePresets.json -nt $folder/build.ninja ]]; then
        say "configuring $(basename "$folder")/"
        mkdir -p "$folder"
        if ! (cd "$orfeasRoot" && cmake --preset "$preset") > "$folder/configure.log" 2>&1; then
            cat "$folder/configure.log" >&2
            die "configuring failed (see above)"
        fi
    fi
    if ninja -C "$folder" -n "$@" 2>&1 | grep -q 'no work to do'; then return; fi
    say "building $(basename "$folder")/ (the first time takes some minutes)"
    # Without a terminal ninja would print a line per file; warnings and errors come through either way.
    if [[ ! -t 2 ]]; then quiet=(--quiet); fi
    NINJA_STATUS='[%f/%t] ' ninja -C "$folder" -j "$(buildJobs)" "${quiet[@]}" "$@" >&2 || die "the build failed (see above)"
}
