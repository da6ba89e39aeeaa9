#!/bin/sh
# with_display.sh COMMAND [ARGUMENT ...]
# Runs a program under a virtual display of its own, with its own home, drawn by the CPU. A machine without Xvfb fails
# here: a missing display is a failure, not a skip.
set -u
command -v Xvfb >/dev/null || { echo "with_display.sh: Xvfb is needed (Debian: xvfb)" >&2; exit 1; }

place=$(mktemp -d) || exit 1
server=
finish() {
  # The next server may take the same number: this one's socket must be gone by then.
  [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null
  rm -rf "$place"
}
trap finish EXIT
trap 'exit 130' INT TERM

mkfifo "$place/display"
Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp -noreset 3>"$place/display" >/dev/null 2>&1 &
server=$!
read -r number <"$place/display" || { echo "with_display.sh: Xvfb did not start" >&2; exit 1; }

mkdir -m 700 "$place/runtime" "$place/home"
export DISPLAY=":$number"
export XDG_RUNTIME_DIR="$place/runtime" HOME="$place/home"
export XDG_CONFIG_HOME="$place/home/config" XDG_DATA_HOME="$place/home/data" XDG_CACHE_HOME="$place/home/cache"
export LIBGL_ALWAYS_SOFTWARE=1 SPOLAB_VIRTUAL_DISPLAY=1
unset QT_QPA_PLATFORM WAYLAND_DISPLAY
"$@"
