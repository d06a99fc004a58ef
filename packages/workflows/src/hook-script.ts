/** git's name of the hook. */
export const HOOK_NAME = "pre-commit";

/** The command line that checks a commit, for a hook that somebody else keeps. */
export function hookLine(workspace: string): string {
  return workspace === "." ? "t4 hook run" : `t4 --root ${quoted(workspace)} hook run`;
}

/** The hook for a workspace that lies in `workspace` below the top of the checkout. */
export function hookScript(workspace: string): string {
  return `${BEFORE}root=${quoted(workspace)}\n${AFTER}`;
}

/** True for a hook that this or another workspace's \`t4 hook install\` wrote, and nobody has changed since. */
export function isOwnScript(text: string): boolean {
  const line = text.startsWith(BEFORE) && text.endsWith(AFTER) ? text.slice(BEFORE.length, -AFTER.length) : "";
  return /^root='(?:[^'\n]|'\\'')*'\n$/.test(line);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

const BEFORE = `#!/bin/sh
# Made by \`t4 hook install\`, taken away by \`t4 hook install --uninstall\`.
`;

// git gives a hook no standard input, and T4 asks only where somebody can answer.
const AFTER = `t4=t4
for bin in "$root/node_modules/.bin/t4" node_modules/.bin/t4; do
  if [ -x "$bin" ]; then t4=$bin; break; fi
done
if ! command -v "$t4" > /dev/null; then
  echo "t4 was not found, so this commit is not checked. Install it, or commit with --no-verify." >&2
  exit 1
fi
if [ -t 2 ] && (: < /dev/tty) 2> /dev/null; then exec < /dev/tty; fi
exec "$t4" --root "$root" hook run
`;
