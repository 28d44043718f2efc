#!/bin/sh
# Compiles the C half into the class path: sh build.sh OUTPUT_DIRECTORY
# For the architecture of this machine, and for each other one for which a compiler is here; where
# RESTRICT_ALL_ARCHITECTURES=1 is set, a missing one is an error. Freestanding: no libc and no header files are needed, a
# compiler and a linker are.
set -eu
out=$1
src=$(cd "$(dirname "$0")" && pwd)
tables=$src/../resources/dev/restrict/linux
machine=$(uname -m)
[ "$machine" != arm64 ] || machine=aarch64
CC=${CC:-cc}

# Says what is not built; an error where everything has to be.
missing() {
  echo "restrict: $1" >&2
  [ "${RESTRICT_ALL_ARCHITECTURES:-}" != 1 ] || exit 1
}

if [ "$(uname -s)" != Linux ]; then
  missing "built without its C half, since this is not Linux; nothing can be locked here."
  exit 0
fi

here() { command -v "$1" >/dev/null 2>&1; }
is_clang() { case $("$1" --version 2>/dev/null) in *clang*) ;; *) return 1 ;; esac; }

# The command that compiles for an architecture; empty where there is none. Of the other architectures' compilers it is that
# of the same make as CC, if it is here.
compiler() {
  target=$1-linux-gnu
  if [ "$1" = "$machine" ]; then
    if here "$CC"; then echo "$CC"; fi
    return
  fi
  by_clang=
  for candidate in "$CC" clang; do
    if [ -z "$by_clang" ] && here "$candidate" && is_clang "$candidate"; then
      if here ld.lld; then
        by_clang="$candidate --target=$target -fuse-ld=lld"
      elif here "$target-ld"; then
        by_clang="$candidate --target=$target"
      fi
    fi
  done
  if [ -n "$by_clang" ] && { is_clang "$CC" || ! here "$target-gcc"; }; then
    echo "$by_clang"
  elif here "$target-gcc"; then
    echo "$target-gcc"
  fi
}

newer() { [ -f "$1" ] && [ -z "$(find "$src" "$tables" -newer "$1" -type f | head -n 1)" ]; }

# build ARCHITECTURE FOLDER_OF_JNA COMPILER ITS_OWN_FLAGS
build() {
  dir=$out/$2
  made=$out/../restrict-c/$2
  mkdir -p "$dir" "$made"
  flags="-std=gnu11 -O2 -Wall -Wextra -Wconversion -Wshadow -Werror -ffreestanding -fno-builtin -nostdlib
    -fno-stack-protector -fno-asynchronous-unwind-tables $4
    -Wl,--build-id=none -Wl,-z,noexecstack -Wl,-z,relro -Wl,-z,now -Wl,-z,defs"
  # shellcheck disable=SC2086
  if is_clang ${3%% *}; then
    flags="$flags -Wno-unused-command-line-argument"
  else
    flags="$flags -fno-tree-loop-distribute-patterns" # or gcc makes calls of memset and memcpy from loops
  fi
  # The numbers that the Java side reads from the same tables.
  if ! newer "$made/numbers.h"; then
    {
      awk '/^[a-z_]/ { print "#define NR_" $1, $2 }' "$tables/$1.syscalls"
      awk '/^E/ { print "#define", $1, $2 }' "$tables/errno"
    } >"$made/numbers.h"
  fi
  if ! newer "$dir/librestrict.so"; then
    # shellcheck disable=SC2086
    $3 $flags -fPIC -shared -fvisibility=hidden -I"$made" -o "$dir/librestrict.so" "$src/librestrict.c"
  fi
  if ! newer "$dir/restrict-referee"; then
    # shellcheck disable=SC2086
    $3 $flags -fno-pic -static -no-pie -I"$made" -o "$dir/restrict-referee" "$src/referee.c"
  fi
}

# architecture ARCHITECTURE FOLDER_OF_JNA ITS_OWN_FLAGS
known=
architecture() {
  command=$(compiler "$1")
  [ "$1" != "$machine" ] || known=yes
  if [ -n "$command" ]; then
    build "$1" "$2" "$command" "$3"
  elif [ "$1" = "$machine" ]; then
    echo "restrict: no C compiler '$CC' was found; install one, on Debian and Ubuntu with 'apt-get install gcc', on Alpine with 'apk add gcc', on Fedora with 'dnf install gcc', or name one in the variable CC." >&2
    exit 1
  else
    missing "built without $1, for which no compiler is here; install one, on Debian and Ubuntu with 'apt-get install gcc-$(echo "$1" | tr _ -)-linux-gnu', on Fedora with 'dnf install gcc-$1-linux-gnu', elsewhere clang and lld."
  fi
}
architecture x86_64 linux-x86-64 "-fcf-protection=none"
# Atomics in place, not by functions of libgcc; pages of 64 KiB are the largest that a kernel may have.
architecture aarch64 linux-aarch64 "-mbranch-protection=none -mno-outline-atomics -Wl,-z,max-page-size=65536"
[ -n "$known" ] || missing "$machine has no section in arch.h yet; nothing can be locked here."
