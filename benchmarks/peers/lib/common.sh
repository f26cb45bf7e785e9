# shellcheck shell=bash
# What the scripts here share. To be sourced.

export LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin

# The sets of the corpus, in the order in which they are built.
# shellcheck disable=SC2034 # the scripts use it
ALL_SETS=(base web java data trixie)

die() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# require COMMAND:PACKAGE ...: installs the Debian packages whose commands are missing.
require() {
  local pair missing=()
  for pair in "$@"; do
    [ -n "$(type -P "${pair%%:*}")" ] || missing+=("${pair#*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "missing Debian packages: ${missing[*]}; install them, or run this as root"
  echo "installing ${missing[*]}" >&2
  apt-get -q update >&2
  DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${missing[@]}" >&2
}
