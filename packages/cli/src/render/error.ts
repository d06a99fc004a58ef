import { ERROR_CODES, type ExitCode, formatPlace, T4Error, withoutFile } from "@t4/core";
import { shown, shownText } from "../shown.ts";
import type { Style } from "../style.ts";

/** An error as people read it, and the exit code that goes with it. An error that is not T4's own is a bug and shows its stack. */
export function describeError(
  error: unknown,
  options: { style: Style; verbose: boolean },
): { text: string; exit: ExitCode } {
  const { style, verbose } = options;
  if (!(error instanceof T4Error)) {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      text: `${style.red("bug")} ${shownText(stack)}\nThis is a fault in T4. Please report it with the lines above and the command.\n`,
      exit: 2,
    };
  }
  const { code, message, hint, ...place } = shown({
    code: error.code,
    message: error.message,
    hint: error.hint,
    file: error.file,
    line: error.line,
    column: error.column,
  });
  const where = formatPlace(place);
  const said = place.file === undefined ? message : `${style.bold(where)} ${withoutFile(message, place.file)}`;
  const lines = [`${style.red("error")} ${code} ${said}`];
  if (hint !== undefined) lines.push(`  ${style.dim("hint:")} ${hint}`);
  if (verbose && error.stack !== undefined) lines.push(style.dim(shownText(error.stack)));
  return { text: `${lines.join("\n")}\n`, exit: ERROR_CODES[error.code].exit };
}

/** The same for `--format json`. */
export function errorDocument(error: unknown): object {
  if (!(error instanceof T4Error)) return { version: 1, error: { code: "BUG", message: String(error) } };
  const { code, message, hint, file, line, column } = error;
  return { version: 1, error: { code, message, hint, file, line, column } };
}
