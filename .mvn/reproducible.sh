#!/bin/sh
# Builds the last commit as a release twice, in folders, time zones and languages that differ, and fails unless both
# builds made the same bytes: sh reproducible.sh [ARGUMENT OF MAVEN]...
set -eu
umask 022 # archives keep the modes of files
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

build() { # FOLDER TIME_ZONE LANGUAGE [ARGUMENT OF MAVEN]...
  (
    folder=$1 zone=$2 language=$3
    mkdir -p "$folder"
    git archive HEAD | tar -x -C "$folder"
    shift 3
    cd "$folder"
    TZ=$zone MAVEN_OPTS="${MAVEN_OPTS:-} -Duser.language=$language" mvn -B -ntp -q -Prelease -DskipTests "$@" package
    for module in restrict-core restrict-spring-boot-starter; do
      for made in "$module"/target/"$module"-[0-9]*-sources.jar "$module"/target/"$module"-[0-9]*-javadoc.jar \
        "$module/target/bom.json"; do
        [ -f "$made" ] || { echo "restrict: the release lacks $made; Maven makes no SBOM offline." >&2 && exit 1; }
      done
    done
    find . -path '*/target/*.jar' -o -path '*/target/bom.json' | LC_ALL=C sort | xargs sha256sum >"$dir/sums.${folder##*/}"
  )
}
build "$dir/one" UTC en "$@"
build "$dir/elsewhere/another" Asia/Kolkata tr "$@"
diff "$dir/sums.one" "$dir/sums.another" || { echo "restrict: two builds differ, see above." >&2 && exit 1; }
cat "$dir/sums.one"
echo "restrict: both builds made the same bytes."
