import type { Progress } from "@t4/workflows/context";

const QUIET_MS = 1000;
const REDRAW_MS = 100;

/** Progress on a terminal: one line, redrawn, shown only by work that takes longer than a second, wiped when the step is done. */
export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  const started = performance.now();
  let drawn = 0;
  return (step, done, total) => {
    const now = performance.now();
    const finished = total > 0 && done >= total;
    if (finished && drawn > 0) stream.write("\r\u001b[2K");
    if (finished || now - started < QUIET_MS || now - drawn < REDRAW_MS) return;
    drawn = now;
    const count = total > 0 ? `${done}/${total}` : String(done);
    stream.write(`\r\u001b[2K${step} ${count}`.slice(0, stream.columns ?? 80));
  };
}
