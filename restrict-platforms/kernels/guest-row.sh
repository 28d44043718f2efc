#!/bin/sh
# Runs in the guest: one row of the matrix. Each line that it leaves in /out/facts is "name<TAB>value".
#
#   guest-row.sh PATIENCE SUPPORT UNDER PART...
#
# PATIENCE: how many times as long as usual tests wait. SUPPORT: fail or warn. UNDER: what of under.c is in force
# before, no-new-privs, nobody (to run as), or - for nothing. PART: probes, sample, attacks, core. The variable ONLY is a
# regular expression of those of core's test classes that are wanted.
set -eu
patience=$1 support=$2 under=$3
shift 3
tree=/share
fact() { printf '%s\t%s\n' "$1" "$(printf %s "$2" | tr '\t;' ' ,')" >>/out/facts; }

cc -O1 -o /tmp/under "$tree/kernels/under.c"
chmod 755 /tmp/under
fact kernel "$(uname -r)"
fact arch "$(uname -m)"
fact abi "$(/tmp/under abi)"
fact java "$(java -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p')"

start() {
  case $under in
    -) "$@" ;;
    no-new-privs) setpriv --no-new-privs "$@" ;;
    nobody) setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all "$@" ;;
    layers-*) /tmp/under layers "${under#layers-}" "$@" ;;
    *) /tmp/under "$under" "$@" ;;
  esac
}

# The second compiler costs more than it gains where each instruction is emulated.
flags=-XX:TieredStopAtLevel=1

# The class path that Maven made for a module, with the files of /share.
class_path() { tr ':' '\n' <"$tree/$1/test.classpath" | sed "s,^,$tree/," | paste -s -d: -; }

# junit PART MODULE SELECTION...: counts what passed, and names what failed.
junit() {
  part=$1 module=$2
  shift 2
  cd "$tree/$module"
  started=$(date +%s)
  # shellcheck disable=SC2086
  start java $flags -Drestrict.test.patience="$patience" -Dsample.jar="$tree/restrict-sample.jar" \
    -Dsample.jvm.flags="$flags -Drestrict.on-unsupported=$support" -Dsample.requests=200 \
    -cp "$tree/console.jar:$tree/$module/test-classes:$tree/$module/classes:$(class_path "$module")" \
    org.junit.platform.console.ConsoleLauncher execute --disable-banner --disable-ansi-colors --include-engine=junit-jupiter \
    --details=testfeed --reports-dir="/out/$part" --scan-classpath="$tree/$module/test-classes" "$@" \
    2>&1 | tee "/out/$part.log"
  report=/out/$part/TEST-junit-jupiter.xml
  if [ ! -s "$report" ]; then
    fact "$part" "no report"
    fact remark "$part: $(tail -n 1 "/out/$part.log")"
    return
  fi
  # Where a class does not start, each of its tests is told as failed.
  awk '
    /<testcase / { name = $0; sub(/.* name="/, "", name); sub(/".*/, "", name)
                   class = $0; sub(/.* classname="/, "", class); sub(/".*/, "", class); sub(/.*\./, "", class)
                   count++; bad = 0 }
    (/<failure/ || /<error/) && !bad { bad = 1; failed++
                   sub(/\(.*/, "", name); key = class "." name
                   if (!(key in seen)) { seen[key] = 1; order[++n] = key } }
    /<skipped/ { skipped++ }
    END { print count - failed - skipped + 0 "/" count - skipped + 0
          for (i = 1; i <= n; i++) printf "%s%s", (i > 1 ? ", " : ""), order[i]
          print "" }' "$report" >/tmp/summary
  fact "$part" "$(head -n 1 /tmp/summary)"
  failed=$(sed -n 2p /tmp/summary)
  [ -z "$failed" ] || fact remark "$part: $failed"
  fact "seconds-$part" "$(($(date +%s) - started))"
}

for part in "$@"; do
  case $part in
    probes)
      started=$(date +%s)
      mkdir -p /app/open /app/closed
      echo text | tee /app/open/file >/app/closed/file
      start java $flags -Drestrict.test.patience="$patience" \
        -cp "$tree/restrict-platforms/test-classes:$(class_path restrict-platforms)" \
        dev.restrict.platforms.KernelProbes "$(echo "$support" | tr '[:lower:]' '[:upper:]')" $flags 2>&1 | tee /out/probes.log
      # The runs with the same result are told together.
      grep -E '^(kill|error|audit|children): ' /out/probes.log | awk '
        { run = $1; sub(/:$/, "", run); result = $0; sub(/^[a-z]*: /, "", result); count++
          if (result == "whole") { whole++; next }
          if (result ~ /^refused: /) refused++
          if (!(result in runs)) order[++n] = result
          runs[result] = runs[result] (runs[result] == "" ? "" : ", ") run }
        END { print ((refused > 0 && refused == count) ? "refused" : (whole + 0 "/" count + 0))
              for (i = 1; i <= n; i++) print runs[order[i]] ": " order[i] }' >/tmp/summary
      fact probes "$(head -n 1 /tmp/summary)"
      sed 1d /tmp/summary | while read -r line; do fact remark "probes: $line"; done
      # What the lock itself says is missing; the rights that an older kernel lacks are in the log.
      sed -n 's/^  notice: //p' /out/probes.log | grep -v '^LANDLOCK_' | sort -u |
        while read -r line; do fact remark "probes: it says: $line"; done
      fact seconds-probes "$(($(date +%s) - started))"
      ;;
    sample) junit sample restrict-sample --include-classname='.*\.LockedSampleTest' ;;
    attacks) junit attacks restrict-sample --include-classname='.*\.LockedAttackTest' ;;
    core)
      junit core restrict-core --include-package=dev.restrict.lock --include-package=dev.restrict.referee \
        --include-package=dev.restrict.kernel --include-package=dev.restrict.promise \
        --include-classname=".*\.(${ONLY:-.*Test})"
      ;;
    *)
      echo "no part $part" >&2
      exit 2
      ;;
  esac
  grep -E "^($part|remark|seconds-$part)	" /out/facts | tail -n 4
done
