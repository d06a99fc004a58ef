/** What a runner needs of the environment to find its programs, its home and its language; nothing secret is among it. */
const KEPT = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LANGUAGE",
  "TZ",
  "TMPDIR",
  "TEMP",
  "TMP",
  "CI",
  "PYTHONPATH",
  "PYTHONHOME",
  "VIRTUAL_ENV",
  "CONDA_PREFIX",
  "PYENV_ROOT",
  "PYENV_VERSION",
  "NODE_PATH",
  "LD_LIBRARY_PATH",
  "DYLD_LIBRARY_PATH",
  // Windows starts next to nothing without these.
  "SYSTEMROOT",
  "COMSPEC",
  "PATHEXT",
  "APPDATA",
  "LOCALAPPDATA",
  "USERPROFILE",
];

/**
 * The environment that a runner gets: the few variables that programs need to work, those that `extra` names, and none else, so that the tokens of a
 * CI job do not reach the tests by accident. No colour, and no compiled Python left in the sources.
 */
export function runnerEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  extra: readonly string[],
): Record<string, string> {
  const names = new Set([...KEPT, ...extra]);
  const kept = Object.entries(from).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && (names.has(pair[0]) || pair[0].startsWith("LC_")),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: "1", PYTHONDONTWRITEBYTECODE: "1" };
}
