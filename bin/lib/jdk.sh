# shellcheck shell=bash
# Finds the JDK that builds and runs this project. Sourced, after common.sh.

JDK_FEATURE=25

# find_jdk [runtime]: ends with JAVA_HOME exported, and its bin first on PATH. A JDK of exactly our version is preferred to a
# newer one, JAVA_HOME to all others. With "runtime" a JRE is enough. Takes no process on the usual path: it is part
# of every start of the operator.
find_jdk() {
  local kind=${1:-jdk} home newer='' seen='' given=${JAVA_HOME:-}
  local places=(
    /usr/lib/jvm/* /usr/java/* /usr/local/*jdk* /opt/*jdk* /opt/java/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home
  )
  if [[ -n $given ]] && is_java_home "$given" "$kind" && ((java_feature >= JDK_FEATURE)); then
    use_java_home "$given"
    return 0
  fi
  for home in "${places[@]}" "$(java_home_on_path)"; do
    is_java_home "$home" "$kind" || continue
    if ((java_feature == JDK_FEATURE)); then
      use_java_home "$home"
      return 0
    fi
    ((java_feature > JDK_FEATURE)) && newer=${newer:-$home}
    seen+="${seen:+, }$home ($java_feature)"
  done
  if [[ -n $newer ]]; then
    use_java_home "$newer"
    return 0
  fi
  fail 2 "no JDK $JDK_FEATURE or newer found." \
    "Looked at JAVA_HOME (${given:-not set}), /usr/lib/jvm, /usr/java, /usr/local, /opt, ~/.sdkman, ~/.jdks, macOS's folders and java on PATH;" \
    "found there: ${seen:-no JDK at all}." \
    "Please install one (Temurin's Debian package is temurin-$JDK_FEATURE-jdk; any JDK $JDK_FEATURE will do) or set JAVA_HOME to one."
}

use_java_home() {
  export JAVA_HOME=$1
  export PATH="$1/bin:$PATH"
}

# is_java_home FOLDER KIND: true for a Java installation of that kind; leaves its feature version in java_feature, and its
# full version in java_version. Both come from the file "release", since starting a JVM to ask costs more than all else here.
is_java_home() {
  local key value
  java_feature=0 java_version=''
  [[ -n $1 && -x $1/bin/java && ($2 == runtime || -x $1/bin/javac) ]] || return 1
  if [[ -r $1/release ]]; then
    while IFS='=' read -r key value; do
      case $key in
        JAVA_VERSION) java_feature=$value ;;
        JAVA_RUNTIME_VERSION) java_version=$value ;;
      esac
    done <"$1/release"
  else
    java_feature=$("$1/bin/java" -version 2>&1 | sed -n 's/.*version //p;1q')
  fi
  java_feature=${java_feature//\"/}
  java_version=${java_version//\"/}
  java_version=${java_version:-$java_feature}
  java_feature=${java_feature%%[!0-9]*}
  java_feature=${java_feature:-0}
}

java_home_on_path() {
  local java
  java=$(command -v java) && java=$(readlink -f "$java") && printf '%s' "${java%/bin/java}"
}
