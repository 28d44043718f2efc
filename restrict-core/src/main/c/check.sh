#!/bin/sh
# Checks the C half: gcc and clang each compile it without a warning for every architecture, and clang-format would change
# nothing. A tool that is not here is named and left out, or, where RESTRICT_ALL_GUARDS=1 is set, fails the check.
set -eu
src=$(cd "$(dirname "$0")" && pwd)
[ "$(uname -s)" = Linux ] || exit 0

# here TOOL PACKAGE_OF_ALPINE PACKAGE_OF_FEDORA
here() {
  if command -v "$1" >/dev/null 2>&1; then return 0; fi
  echo "restrict: the C half is not checked with $1, which is not here; install it, on Debian and Ubuntu with 'apt-get install $1', on Alpine with 'apk add $2', on Fedora with 'dnf install $3'." >&2
  [ "${RESTRICT_ALL_GUARDS:-}" != 1 ] || exit 1
  return 1
}

[ "${RESTRICT_ALL_GUARDS:-}" != 1 ] || export RESTRICT_ALL_ARCHITECTURES=1
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
for compiler in gcc clang; do
  if here "$compiler" "$compiler" "$compiler"; then
    CC=$compiler sh "$src/build.sh" "$out/$compiler"
  fi
done
if here clang-format clang-extra-tools clang-tools-extra && ! clang-format --dry-run -Werror "$src"/*.[ch]; then
  echo "restrict: the C half is not in its format; 'clang-format -i $src/*.[ch]' mends it." >&2
  exit 1
fi
