# shellcheck shell=bash
# The ahead-of-time cache (JEP 483, 514, 515): classes loaded and linked, and method profiles, from an earlier run.
# It takes the operator's start from seconds to a fraction. Sourced, after common.sh and jdk.sh.

# Some variables come from the other files, some go to them.
# shellcheck disable=SC2034,SC2154

# provide_aot_cache DIST COMMAND...: leaves in aot_cache the file to use, made now by running COMMAND (a Java command without
# its -XX:AOT options) when there is none for this JDK and these jars; empty when there cannot be one. Never fails: without it
# the program works, and starts later.
provide_aot_cache() {
  local dist=$1 folder name
  shift
  aot_cache=''
  name=${java_version//[!0-9A-Za-z.+-]/_}.aot
  for folder in "$dist/aot" "$(user_aot_folder "$dist")"; do
    if is_aot_current "$folder/$name" "$dist"; then
      aot_cache=$folder/$name
      return 0
    fi
    # A training that failed is not tried again until something changes, or every start would pay for it.
    ! is_aot_current "$folder/$name.failed" "$dist" || return 0
  done
  for folder in "$dist/aot" "$(user_aot_folder "$dist")"; do
    mkdir -p "$folder" 2>/dev/null || continue
    [[ -w $folder ]] || continue
    if make_aot_cache "$folder/$name" "$dist" "$@"; then aot_cache=$folder/$name; fi
    return 0
  done
}

# Beside a distribution that is not ours to write to (installed by root), each user has one of their own.
user_aot_folder() { printf '%s/aot/%s' "$(cache_folder)" "${1//\//_}"; }

# The JVM checks the same itself, and then starts without the cache; asking first is what gets a new one made.
is_aot_current() {
  local input
  [[ -e $1 ]] || return 1
  for input in "$2/lib" "$2"/lib/*.jar "$root"/bin/operator-metrics; do
    [[ ! $input -nt $1 ]] || return 1
  done
}

make_aot_cache() (
  file=$1 dist=$2
  shift 2
  hold_lock "aot-$(printf '%s' "$file" | cksum | cut -d ' ' -f 1)"
  if is_aot_current "$file" "$dist"; then exit 0; fi
  new=$file.new.$$
  trap 'rm -f "$new" "$new".*' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  touch "$new.started"
  java=$1
  shift
  # Nobody has asked for it, so its failure is no more than a remark.
  if ! failure_lines=5 run_with_progress 'preparing a fast start (AOT cache, once)' \
    "$java" -XX:AOTCacheOutput="$new" "$@" || [[ ! -s $new ]]; then
    say 'the AOT cache could not be made; starting without it'
    mv "$new.started" "$file.failed"
    exit 1
  fi
  # As old as the jars that it was made from at most: a jar replaced meanwhile must count as newer.
  touch -r "$new.started" "$new"
  rm -f "$file.failed"
  mv "$new" "$file"
)
