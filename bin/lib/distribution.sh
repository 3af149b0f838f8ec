# shellcheck shell=bash
# Our programs as folders of jars: built when the sources are newer, started with the class path in a fixed order.
# Sourced, after common.sh and jdk.sh; $root is the folder that holds bin/.

# Some variables come from the other files, some go to them.
# shellcheck disable=SC2034,SC2154

# In a checkout; elsewhere this is an unpacked distribution, with the jars in lib/ beside bin/.
in_source_tree() { [[ -f $root/pom.xml && -f $root/$1/pom.xml ]]; }

# provide_distribution MODULE [MODULE...]: builds those modules when one of them must be, in one Maven run.
provide_distribution() {
  local module
  local modules=("$@") stale=()
  for module in "${modules[@]}"; do
    in_source_tree "$module" || continue
    is_built "$module" || stale+=("$module")
  done
  ((${#stale[@]} == 0)) && return 0
  # Started by a test inside a Maven build: a second Maven would pull the jars away from under the first.
  if [[ -n ${MAVEN_PROJECTBASEDIR:-}${MAVEN_CMD_LINE_ARGS:-} ]]; then
    for module in "${stale[@]}"; do
      compgen -G "$(distribution_folder "$module")/lib/*.jar" >/dev/null \
        || fail 1 "$module is not built, and building it is the part of the Maven build that started this"
    done
    return 0
  fi
  build_modules "${stale[@]}"
}

distribution_folder() {
  if in_source_tree "$1"; then printf '%s' "$root/$1/target/dist"; else printf '%s' "$root"; fi
}

# Built is: no source is newer than the newest jar, or than the start of the last build from here, which leaves a stamp
# because Maven does not rewrite a jar whose content stays the same.
is_built() {
  local dist=$root/$1/target/dist newest jar path
  local sources=()
  newest=$dist/built
  for jar in "$dist"/lib/*.jar; do
    [[ -e $jar ]] || return 1
    [[ -e $newest && ! $jar -nt $newest ]] || newest=$jar
  done
  for path in "$root"/pom.xml "$root"/.mvn "$root"/*/pom.xml "$root"/*/src/main; do
    case $path in
      # In no program; the demo and the benchmarks are in themselves alone.
      "$root"/integration-tests/* | "$root"/examples/*) continue ;;
      "$root"/demo/*) [[ $1 == demo ]] || continue ;;
      "$root"/benchmarks/*) [[ $1 == benchmarks ]] || continue ;;
    esac
    [[ -e $path ]] && sources+=("$path")
  done
  # Folders count too: they are how a deleted file shows.
  [[ -z $(find "${sources[@]}" -newer "$newest" -print) ]]
}

build_modules() (
  list=$(IFS=,; printf '%s' "$*")
  hold_lock "build-$(printf '%s' "$root" | cksum | cut -d ' ' -f 1)"
  # Another run may have built them while this one waited.
  needed=false
  for module in "$@"; do is_built "$module" || needed=true; done
  $needed || exit 0
  find_jdk
  cd "$root" || exit 1
  stamp=$(mktemp "${TMPDIR:-/tmp}/operator-metrics-stamp.XXXXXX")
  trap 'rm -f "$stamp"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  run_with_progress "building ${list//,/ and }" ./mvnw -B --no-transfer-progress -pl "$list" -am package -DskipTests
  for module in "$@"; do
    compgen -G "$root/$module/target/dist/lib/*.jar" >/dev/null \
      || fail 1 "the build has made no jars in $module/target/dist/lib"
    cp -p "$stamp" "$root/$module/target/dist/built"
  done
)

# class_path FOLDER: leaves its jars in class_path, in the order of their names in every locale: an AOT cache is good only
# for the class path that it was made with.
class_path() {
  local jar LC_ALL=C
  class_path=''
  for jar in "$1"/lib/*.jar; do
    [[ -e $jar ]] || fail 1 "$1/lib holds no jars"
    class_path+="${class_path:+:}$jar"
  done
}
