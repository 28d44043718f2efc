#!/bin/sh
# Compiles the C half into the class path: sh build.sh OUTPUT_DIRECTORY
# Freestanding: no libc and no header files are needed, a compiler and a linker are.
set -eu
out=$1
src=$(cd "$(dirname "$0")" && pwd)
tables=$src/../resources/dev/restrict/linux
CC=${CC:-cc}

if [ "$(uname -s)" != Linux ]; then
  echo "restrict: built without its C half, since this is not Linux; nothing can be locked here." >&2
  exit 0
fi
case $(uname -m) in
  x86_64) platform=linux-x86-64 own=-fcf-protection=none ;;
  *)
    echo "restrict: built without its C half, since $(uname -m) has no section in arch.h yet; nothing can be locked here." >&2
    exit 0 ;;
esac
if ! command -v "$CC" >/dev/null 2>&1; then
  echo "restrict: no C compiler '$CC' was found; install one, on Debian and Ubuntu with 'apt-get install gcc', on Alpine with 'apk add gcc', on Fedora with 'dnf install gcc', or name one in the variable CC." >&2
  exit 1
fi

dir=$out/$platform
made=$out/../restrict-c/$platform
mkdir -p "$dir" "$made"
flags="-std=gnu11 -O2 -Wall -Wextra -Wconversion -Wshadow -Werror -ffreestanding -fno-builtin -nostdlib
  -fno-stack-protector -fno-asynchronous-unwind-tables $own
  -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-z,relro -Wl,-z,now"
case $("$CC" --version) in
  *clang*) flags="$flags -Wno-unused-command-line-argument" ;;
  *) flags="$flags -fno-tree-loop-distribute-patterns" ;; # or gcc makes calls of memset and memcpy from loops
esac
newer() { [ -f "$1" ] && [ -z "$(find "$src" "$tables" -newer "$1" -type f | head -n 1)" ]; }
# The numbers that the Java side reads from the same tables.
if ! newer "$made/numbers.h"; then
  {
    awk '/^[a-z_]/ { print "#define NR_" $1, $2 }' "$tables/$(uname -m).syscalls"
    awk '/^E/ { print "#define", $1, $2 }' "$tables/errno"
  } >"$made/numbers.h"
fi
if ! newer "$dir/librestrict.so"; then
  # shellcheck disable=SC2086
  "$CC" $flags -fPIC -shared -fvisibility=hidden -I"$made" -o "$dir/librestrict.so" "$src/librestrict.c"
fi
if ! newer "$dir/restrict-referee"; then
  # shellcheck disable=SC2086
  "$CC" $flags -fno-pic -static -no-pie -I"$made" -o "$dir/restrict-referee" "$src/referee.c"
fi
