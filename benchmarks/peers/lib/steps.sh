# shellcheck shell=bash
# How a command that counts is run and noted. To be sourced; needs work, results and log.
# shellcheck disable=SC2154 # the sourcing script has them

has_sha_instructions() { grep -qwE 'sha_ni|sha2' /proc/cpuinfo; }

print_machine() {
  echo "CPU: $(lscpu | sed -n 's/^Model name: *//p' | sed -n 1p), $(nproc) cores," \
    "$(has_sha_instructions && echo with || echo without) SHA instructions"
  echo "memory: $(awk '/^MemTotal/ { printf "%.1f GiB", $2 / 1048576 }' /proc/meminfo)," \
    "kernel: $(uname -r), load: $(cut -d ' ' -f 1-3 /proc/loadavg)"
  echo "stores on: $(df --output=fstype,source "$work" | tail -n 1)"
}

# Runs a command that counts.
measured() {
  "$(type -P time)" -q -o "$work/stores/time" -f '%e\t%U\t%S\t%M' "$@"
}

# step REPEAT TOOL STEP IMAGE FUNCTION ARGUMENT ...: calls a function and notes what its command took.
# What the command before left to be written is none of its business, but for a flush.
step() {
  local repeat=$1 tool=$2 step=$3 image=$4
  shift 4
  [ "$step" = flush ] || sync
  echo "== $repeat $tool $step $image" >>"$log"
  "$@" >>"$log" 2>&1 </dev/null || { tail -n 5 "$log" >&2; die "$tool failed: $step $image; see $log"; }
  printf '%s\t%s\t%s\t%s\t%s\t0\n' "$repeat" "$tool" "$step" "$image" "$(cat "$work/stores/time")" >>"$results"
}
