#!/bin/sh
# The kernel matrix: builds restrict, starts it under each kernel, and writes results/kernels.tsv.
set -eu

usage() {
  cat <<'EOF'
usage: matrix.sh [option]... [ROW]...

Runs the rows of the matrix, all of them where none is named, and writes what was seen into
restrict-platforms/results/kernels.tsv, each row in place of the one of its name.

  --parts LIST     some of probes,sample,attacks,core; the other cells stay as they are
  --only REGEX     of core's test classes those whose names match; no result is written
  --patience N     tests wait N times as long; 6 by default, the emulation is slow
  --accel NAME     tcg (default) or kvm, see kernel.sh
  --no-build       use what is built already
  --logs FOLDER    keep what each row printed; by default in restrict-platforms/target/kernels
  --list           the rows: name, version, architecture, setting

kernel.sh boots the kernels; what it needs it says. Without hardware a row takes from ten minutes to an hour.
EOF
}

fail() {
  echo "matrix.sh: $*" >&2
  exit 2
}

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
results=$top/restrict-platforms/results/kernels.tsv
parts=probes,sample,attacks,core only='' patience=6 accel=tcg build=yes logs=$top/restrict-platforms/target/kernels

# name | version | architecture | on-unsupported | in force before (see under.c) | options of kernel.sh | what is peculiar
rows() {
  cat <<'EOF'
5.10|5.10|amd64|warn|-||no Landlock: `on-unsupported: warn`
5.10-fail|5.10|amd64|fail|-||no Landlock: `on-unsupported: fail`
6.1|6.1|amd64|warn|-||ABI 2: `on-unsupported: warn`
6.12|6.12|amd64|fail|-||
7.0|7.0|amd64|fail|-||
7.1|7.1|amd64|fail|-||
7.2|7.2|amd64|fail|-||
7.3|7.3|amd64|fail|-||
6.12-arm64|6.12|arm64|fail|-||
7.3-arm64|7.3|arm64|fail|-||
6.12-no-landlock|6.12|amd64|warn|-|--cmdline lsm=lockdown,yama|Landlock switched off: `on-unsupported: warn`
6.12-filter|6.12|amd64|fail|filter||an outer filter without what reads other processes
6.12-listener|6.12|amd64|fail|listener||an outer filter with a listener
6.12-no-new-privs|6.12|amd64|fail|no-new-privs||`no_new_privs` set before
6.12-yama-0|6.12|amd64|fail|nobody|--sysctl kernel.yama.ptrace_scope=0|Yama 0, as nobody
6.12-yama-1|6.12|amd64|fail|nobody|--sysctl kernel.yama.ptrace_scope=1|Yama 1, as nobody
6.12-yama-2|6.12|amd64|fail|nobody|--sysctl kernel.yama.ptrace_scope=2|Yama 2, as nobody
6.12-yama-3|6.12|amd64|fail|nobody|--sysctl kernel.yama.ptrace_scope=3|Yama 3, as nobody
6.12-layers-15|6.12|amd64|fail|layers-15||15 Landlock domains before
6.12-layers-16|6.12|amd64|fail|layers-16||16 Landlock domains before, so no room for one more
EOF
}

while [ $# -gt 0 ]; do
  case $1 in
    --list)
      rows | awk -F'|' '{ printf "%-18s %-5s %-6s %s\n", $1, $2, $3, $7 }'
      exit 0
      ;;
    --no-build) build='' ;;
    -h | --help)
      usage
      exit 0
      ;;
    --parts | --only | --patience | --accel | --logs)
      [ $# -ge 2 ] || fail "$1 wants a value; see --help"
      case $1 in
        --parts) parts=$2 ;;
        --only) only=$2 ;;
        --patience) patience=$2 ;;
        --accel) accel=$2 ;;
        --logs) logs=$2 ;;
      esac
      shift
      ;;
    --*) fail "no option $1; see --help" ;;
    *) break ;;
  esac
  shift
done
[ $# -gt 0 ] || for each in $(rows | cut -d'|' -f1); do set -- "$@" "$each"; done
for each in "$@"; do
  rows | cut -d'|' -f1 | grep -qxF "$each" || fail "no row $each; --list shows them"
done
for each in $(echo "$parts" | tr , ' '); do
  case $each in
    probes | sample | attacks | core) ;;
    *) fail "no part $each: probes, sample, attacks, core" ;;
  esac
done
command -v mvn >/dev/null || fail "missing; install it: apt-get install maven"

modules='restrict-core restrict-sample restrict-platforms'
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.9.0
cd "$top"
if [ -n "$build" ]; then
  mvn -q -B -ntp -DskipTests -Dmdep.outputFile=target/test.classpath package "$plugin:build-classpath"
fi

# What the guest gets: classes and jars, each module's class path with names as they are there.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
share=$work/share
mkdir -p "$share/kernels" "$share/jars" "$logs" "$(dirname "$results")"
cp "$here/under.c" "$here/guest-row.sh" "$share/kernels/"
cp -r docs "$share/docs"
cp restrict-sample/target/restrict-sample.jar "$share/"
junit=''
for module in $modules; do
  mkdir -p "$share/$module"
  for folder in classes test-classes; do
    [ ! -d "$module/target/$folder" ] || cp -r "$module/target/$folder" "$share/$module/"
  done
  { tr ':' '\n' <"$module/target/test.classpath" && echo; } | while read -r entry; do
    case $entry in
      */junit-jupiter* | */junit-platform-*) continue ;; # in console.jar
    esac
    name=$(basename "$entry")
    [ "$name" != classes ] || fail "$entry is not a jar; run without --no-build"
    cp -n "$entry" "$share/jars/$name"
    echo "jars/$name"
  done | paste -s -d: - >"$share/$module/test.classpath"
  junit=$(tr ':' '\n' <"$module/target/test.classpath" | sed -n 's,.*/junit-platform-engine-\(.*\)\.jar$,\1,p')
done
console=$top/restrict-platforms/target/junit-platform-console-standalone-$junit.jar
[ -e "$console" ] || mvn -q -B -ntp "$plugin:copy" -DoutputDirectory="$(dirname "$console")" \
  -Dartifact="org.junit.platform:junit-platform-console-standalone:$junit"
cp "$console" "$share/console.jar"

tab=$(printf '\t')
header="row${tab}kernel${tab}arch${tab}ABI${tab}setting${tab}probes${tab}sample${tab}attacks${tab}core${tab}remarks"
[ -e "$results" ] || echo "$header" >"$results"

# fact FILE NAME: its values, one after the other.
fact() { sed -n "s/^$2$tab//p" "$1" | paste -s -d';' - | sed 's/;/; /g'; }

# What the row says of a part that is not run now.
before() { awk -F'\t' -v row="$1" -v column="$2" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i } $1 == row { print $at[column] }' "$results"; }

for row in "$@"; do
  IFS='|' read -r name version arch support under options setting <<EOF
$(rows | grep -F "$row|" | awk -F'|' -v row="$row" '$1 == row')
EOF
  folder=$logs/$name
  rm -rf "$folder"
  mkdir -p "$folder"
  echo "matrix.sh: row $name"
  code=0
  # shellcheck disable=SC2046,SC2086
  GUEST_ENV="${only:+ONLY=$only}" "$here/kernel.sh" --accel "$accel" --arch "$arch" --share "$share" --out "$folder" $options --timeout 14400 "$version" \
    sh /share/kernels/guest-row.sh "$patience" "$support" "$under" $(echo "$parts" | tr , ' ') >"$folder.log" 2>&1 || code=$?
  if [ ! -s "$folder/facts" ]; then
    cat "$folder.log" >&2
    fail "row $name ended with $code and said nothing"
  fi
  if [ -n "$only" ]; then
    cat "$folder/facts"
    continue
  fi
  [ "$code" = 0 ] || printf 'remark\tended with %s\n' "$code" >>"$folder/facts"
  # Those of the parts that are not run now stay.
  before "$name" remarks | sed 's/; /\n/g' | grep -E '^(probes|sample|attacks|core): ' |
    grep -vE "^($(echo "$parts" | tr , '|')): " | sed "s/^/remark$tab/" >>"$folder/facts" || true
  remarks=$(fact "$folder/facts" remark)
  {
    printf '%s\t%s\t%s\t%s\t%s' "$name" "$(fact "$folder/facts" kernel)" "$arch" "$(fact "$folder/facts" abi)" "$setting"
    for part in probes sample attacks core; do
      value=$(fact "$folder/facts" "$part")
      printf '\t%s' "${value:-$(before "$name" "$part")}"
    done
    printf '\t%s\n' "$remarks"
  } | tr '|' '/' >"$work/row"
  # In the order of the rows above; what is there of no row any more goes.
  rows | cut -d'|' -f1 | while read -r each; do
    if [ "$each" = "$name" ]; then cat "$work/row"; else awk -F'\t' -v row="$each" 'NR > 1 && $1 == row' "$results"; fi
  done >"$work/rows"
  {
    echo "$header"
    cat "$work/rows"
  } >"$results"
  cat "$work/row"
done
[ -n "$only" ] || echo "matrix.sh: docs/platforms.md is made of it: mvn test -pl restrict-platforms -am -Drestrict.docs.write=true"
