#!/bin/sh
# Prints what the tests of a module covered: sh coverage.sh MODULE JACOCO_CSV
set -eu
[ -f "$2" ] || exit 0 # no test ran
LC_ALL=C awk -F, -v module="$1" '
  NR > 1 { branches_missed += $6; branches += $6 + $7; lines_missed += $8; lines += $8 + $9 }
  function percent(missed, all) { return all ? 100 * (all - missed) / all : 100 }
  END {
    printf "coverage of %s: %.1f %% of lines, %.1f %% of branches ", module, percent(lines_missed, lines),
      percent(branches_missed, branches)
    print "(tests that lock run in JVMs of their own and are not counted)"
  }' "$2"
