#!/usr/bin/env bash
# Runs t4 with T4_ARGS: of @t4/cli at T4_VERSION, or of the commit that this action is taken from. What the variables hold is never code.
set -euo pipefail

args=()
if [[ $T4_ARGS == *$'\n'* ]]; then
  while IFS= read -r line; do
    line=${line%$'\r'}
    if [[ -n $line ]]; then args+=("$line"); fi
  done <<< "$T4_ARGS"
else
  read -ra args <<< "$T4_ARGS" || true
fi

if [[ -z $T4_VERSION ]]; then
  repository=$(cd "$GITHUB_ACTION_PATH/../../.." && pwd)
  make -C "$repository" build >&2
  t4=(node "$repository/packages/cli/bin/t4.cjs")
elif [[ $T4_VERSION =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]]; then
  t4=(npx --yes --package "@t4/cli@$T4_VERSION" -- t4)
else
  echo "::error::version must be one such as 1.2.3" >&2
  echo "exit-code=2" >> "$GITHUB_OUTPUT"
  exit 2
fi

code=0
"${t4[@]}" ${args[@]+"${args[@]}"} || code=$?
echo "exit-code=$code" >> "$GITHUB_OUTPUT"
exit "$code"
