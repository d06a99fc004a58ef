const ENDING = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Sends a signal to every process of the group that `leader` began; nothing happens when none is left. */
export function killGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    // Windows has no groups; there the process alone is ended.
    process.kill(process.platform === "win32" ? leader : -leader, signal);
  } catch {
    // All of it is gone already, or was never ours to end.
  }
}

/**
 * Ends the group of `leader` when this process is told to end: a group of its own does not hear the terminal's Ctrl-C. Gives what takes that back.
 */
export function killWithParent(leader: number): () => void {
  const onExit = (): void => killGroup(leader, "SIGKILL");
  const onSignal = (signal: NodeJS.Signals): void => {
    onExit();
    forget();
    // Without the listener the signal does what it would have done.
    process.kill(process.pid, signal);
  };
  const forget = (): void => {
    process.off("exit", onExit);
    for (const signal of ENDING) process.off(signal, onSignal);
  };
  process.on("exit", onExit);
  for (const signal of ENDING) process.on(signal, onSignal);
  return forget;
}
