#!/usr/bin/env bash
# Says which of our C++ files clang-format would change, and fails if there are any.
#   packaging/check_format.sh            checks every tracked file
#   packaging/check_format.sh FILE…      checks these
#   packaging/check_format.sh --fix …    rewrites them instead
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Releases format differently; Debian 12 has 14.
formatter=$(command -v clang-format-14 || command -v clang-format) ||
    { echo "check_format: clang-format is missing (apt-get install clang-format)" >&2; exit 1; }

action=(--dry-run --Werror)
if [[ ${1:-} == --fix ]]; then action=(-i); shift; fi
if [[ $# -gt 0 ]]; then files=("$@"); else mapfile -t files < <(git ls-files '*.h' '*.cpp' '*.cu' '*.cuh'); fi
printf '%s\0' "${files[@]}" | xargs -0 "$formatter" --style=file "${action[@]}"
