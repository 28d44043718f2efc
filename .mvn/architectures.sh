#!/bin/sh
# Fails if a jar lacks the C half for an architecture: sh architectures.sh JAR_TOOL JAR FOLDER...
set -eu
tool=$1
jar=$2
shift 2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
(cd "$dir" && "$tool" --extract --file "$jar")
missing=
for folder; do
  case $folder in # e_machine of the ELF header
    linux-x86-64) machine=62 ;;
    linux-aarch64) machine=183 ;;
    *) echo "restrict: the machine of $folder is not known to $0; add it." >&2 && exit 1 ;;
  esac
  for file in librestrict.so restrict-referee; do
    [ "$(od -An -tu2 -j18 -N2 "$dir/$folder/$file" 2>/dev/null | tr -d ' ')" = "$machine" ] ||
      missing="$missing $folder/$file"
  done
done
[ -z "$missing" ] || {
  echo "restrict: not to be released: $(basename "$jar") lacks these, or has them for another machine:$missing." >&2
  echo "Install a cross compiler, on Debian with 'apt-get install gcc gcc-aarch64-linux-gnu', and build again." >&2
  exit 1
}
