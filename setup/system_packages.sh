#!/bin/sh
# Makes sure of the few system libraries that Qt needs on Linux, and with `tests` as argument of the virtual screen that
# tests start. Installs only what is missing and asks nothing; where it may not, it prints the one command and goes on.
set -u
[ "$(uname -s)" = Linux ] || exit 0

# A library's file name, then the Debian package that holds it.
LIBRARIES='
libEGL.so.1 libegl1
libGL.so.1 libgl1
libX11.so.6 libx11-6
libX11-xcb.so.1 libx11-xcb1
libbrotlidec.so.1 libbrotli1
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libfreetype.so.6 libfreetype6
libglib-2.0.so.0 libglib2.0-0
libgssapi_krb5.so.2 libgssapi-krb5-2
libxcb.so.1 libxcb1
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render.so.0 libxcb-render0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-shm.so.0 libxcb-shm0
libxcb-sync.so.1 libxcb-sync1
libxcb-util.so.1 libxcb-util1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon.so.0 libxkbcommon0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libzstd.so.1 libzstd1
'
PROGRAMS='
Xvfb xvfb
xauth xauth
xdotool xdotool
'
EMOJI_FONT=/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf

missing=
PATH="$PATH:/sbin:/usr/sbin"
known=$(ldconfig -p 2>/dev/null)
while read -r library package; do
    case "$known" in
        *"	$library "*) ;;
        *) [ -z "$library" ] || missing="$missing $package" ;;
    esac
done <<LIST
$LIBRARIES
LIST
if [ "${1:-}" = tests ]; then
    while read -r program package; do
        [ -z "$program" ] || command -v "$program" >/dev/null || missing="$missing $package"
    done <<LIST
$PROGRAMS
LIST
    [ -e "$EMOJI_FONT" ] || missing="$missing fonts-noto-color-emoji"
fi
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
    echo "Qt may need system libraries that are not here; your system's names for these are close:$missing"
    exit 0
fi
if [ "$(id -u)" = 0 ]; then
    root=
elif sudo -n true 2>/dev/null; then
    root='sudo -n'
else
    echo "System packages are missing. Run: sudo apt-get install -y --no-install-recommends$missing"
    exit 0
fi

echo "Installing system packages:$missing"
apt() {
    $root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 "$@" </dev/null >/dev/null
}
# The names are words to split.
# shellcheck disable=SC2086
if ! { apt update && apt install -y --no-install-recommends $missing; }; then
    echo "They could not be installed. Run: ${root:+sudo }apt-get install -y --no-install-recommends$missing"
fi
exit 0
