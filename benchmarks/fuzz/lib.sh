# shellcheck shell=bash
# What run and keep have in common.

root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
kept=$root/builder/src/test/fuzz

die() {
  echo "${0##*/}: $*" >&2
  exit 2
}

[ -f "$root/builder/target/test-classpath" ] || die "compile first: mvn test-compile"

# Where files cost no disk, if there is such a place.
scratch() { if [ -w /dev/shm ]; then echo /dev/shm; else echo "${TMPDIR:-/tmp}"; fi; }

# A target's class, by its name.
class_of() {
  local file
  file=$(find "$root/builder/src/test/java" -name "$1.java")
  [ -n "$file" ] || die "there is no target $1"
  file=${file#"$root/builder/src/test/java/"}
  tr / . <<<"${file%.java}"
}

# The targets that were named, or all.
chosen() {
  if [ $# -gt 0 ]; then
    printf '%s\n' "$@"
  else
    find "$root/builder/src/test/java" -name '*Fuzz.java' -printf '%f\n' | sed 's/\.java$//' | sort
  fi
}

# unpack TARGET DIR: what is kept for a target, as files.
unpack() {
  [ ! -f "$kept/corpus/$1.gz" ] || python3 -c '
import gzip, hashlib, pathlib, sys
rest = gzip.open(sys.argv[1]).read()
while rest:
    end = 4 + int.from_bytes(rest[:4])
    pathlib.Path(sys.argv[2], hashlib.sha1(rest[4:end]).hexdigest()).write_bytes(rest[4:end])
    rest = rest[end:]' "$kept/corpus/$1.gz" "$2"
  [ ! -d "$kept/findings/$1" ] || cp "$kept/findings/$1"/* "$2"
}

# pack DIR TARGET: the same back; the shortest first, so that the same inputs give the same file.
pack() {
  mkdir -p "$kept/corpus"
  python3 -c '
import gzip, pathlib, sys
inputs = sorted((file.read_bytes() for file in pathlib.Path(sys.argv[1]).iterdir()), key=lambda b: (len(b), b))
plain = b"".join(len(b).to_bytes(4) + b for b in inputs)
pathlib.Path(sys.argv[2]).write_bytes(gzip.compress(plain, 9, mtime=0))' "$1" "$kept/corpus/$2.gz"
}

# A JDK of at least 25, which runs the classes: the one that Maven's toolchains find.
java_home() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/*; do
    if [ -x "$home/bin/javac" ] && [ -f "$home/release" ] &&
      [ "$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")" -ge 25 ]; then
      echo "$home"
      return
    fi
  done
  die "there is no JDK 25; set JAVA_HOME"
}

# Jazzer's own rules, of what a web application must not do: none is of use here, and to start with them takes long.
foreign_rules() {
  local package=com.code_intelligence.jazzer.sanitizers
  local rules=(BigDecimal ClojureLangHooks Deserialization ExpressionLanguageInjection FilePathTraversal LdapInjection
    NamingContextLookup OsCommandInjection ReflectiveCall RegexInjection RegexRoadblocks ScriptEngineInjection
    ServerSideRequestForgery SqlInjection TemplateInjection UnsafeSanitizer XPathInjection XmlParserSsrfGuidance)
  printf "$package.%s:" "${rules[@]}" | sed 's/:$//'
}

# Further options of the JVM.
jvm=()

# jazzer TARGET TMP ARGUMENTS ...: the driver, which sees our classes only, and has no rules beside the target's.
jazzer() {
  local target=$1 tmp=$2
  shift 2
  nice "$(java_home)/bin/java" "${jvm[@]}" -Xmx900m -XX:+UseSerialGC -XX:+EnableDynamicAgentLoading \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Dio.tinyvol.repo="$root" -Djava.io.tmpdir="$tmp" \
    -cp "$root/builder/target/test-classes:$root/builder/target/classes:$(cat "$root/builder/target/test-classpath")" \
    com.code_intelligence.jazzer.Jazzer --target_class="$(class_of "$target")" \
    --instrumentation_includes='io.tinyvol.**' --disabled_hooks="$(foreign_rules)" --reproducer_path="$tmp" \
    -timeout=60 -rss_limit_mb=0 -max_len=4096 "$@"
}

# finding TARGET DIR: takes the input that broke it out of a run's folder, and says what it did.
finding() {
  local artifact
  artifact=$(find "$2" -maxdepth 1 -type f \( -name 'crash-*' -o -name 'timeout-*' -o -name 'oom-*' \) | sed -n 1p)
  if [ -z "$artifact" ]; then
    tail -n 30 "$2/log" >&2
    echo 'it did not run'
    return
  fi
  mkdir -p "$root/target/fuzz/$1"
  mv "$artifact" "$root/target/fuzz/$1"
  artifact=$root/target/fuzz/$1/${artifact##*/}
  sed -n '/== Java Exception/,/^== libFuzzer/p;/ERROR: libFuzzer/p' "$2/log" | sed -n 1,25p >&2
  echo "to keep it as a test: mkdir -p ${kept#"$root/"}/findings/$1; cp $artifact ${kept#"$root/"}/findings/$1" >&2
  echo "$artifact"
}
