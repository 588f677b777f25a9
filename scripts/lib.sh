# shellcheck shell=bash
# What the scripts share: source it first. Sets ROOT, the top of the project, and goes there.
set -euo pipefail
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
cd "$ROOT"
# Java reads names of files, and gpg passphrases, by the locale; a bare machine has none.
export LC_ALL=C.UTF-8

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
die() { say "$*"; exit 1; }

# The directory of a JDK of at least version 17: JAVA_HOME, else PATH's, else the first of Debian's.
find_jdk() {
  local home version
  for home in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")" /usr/lib/jvm/*; do
    [ -x "$home/bin/javac" ] || continue
    version=$("$home/bin/javac" -version 2>&1)
    version=${version#javac }
    if [ "${version%%.*}" -ge 17 ] 2>/dev/null; then
      echo "$home"
      return
    fi
  done
  die "no JDK of version 17 or later: run scripts/install-dependencies as root, or set JAVA_HOME"
}

# Maven as every script runs it. The JDK and the environment of the caller decide nothing else.
maven() {
  JAVA_HOME=$(find_jdk) mvn --batch-mode --no-transfer-progress -Dstyle.color=never "$@"
}

project_version() {
  sed -n 's:^  <version>\(.*\)</version>$:\1:p' pom.xml | head -n 1
}
