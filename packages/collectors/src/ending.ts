const ENDING = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
const tidyings = new Set<() => void>();

/**
 * Does `tidy`, which does not wait for anything, when this process is told to end or ends by itself, the latest first. Then the signal does what it would have done:
 * a shell sees 130 for Ctrl-C, 131 for Ctrl-\ and 143 for SIGTERM. Gives what takes that back.
 */
export function whenEnding(tidy: () => void): () => void {
  if (tidyings.size === 0) listen();
  // One function may be given twice.
  const own = (): void => tidy();
  tidyings.add(own);
  return () => {
    if (tidyings.delete(own) && tidyings.size === 0) stopListening();
  };
}

function listen(): void {
  process.on("exit", tidyAll);
  for (const signal of ENDING) process.on(signal, end);
}

function stopListening(): void {
  process.off("exit", tidyAll);
  for (const signal of ENDING) process.off(signal, end);
}

function end(signal: NodeJS.Signals): void {
  tidyAll();
  stopListening();
  process.kill(process.pid, signal);
}

function tidyAll(): void {
  for (const tidy of [...tidyings].reverse()) {
    tidyings.delete(tidy);
    try {
      tidy();
    } catch {
      // This process ends; what else is to be tidied up matters more.
    }
  }
}
