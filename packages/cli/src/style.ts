import pc from "picocolors";

/** How text is made to stand out; without colour every function gives its input back. */
export type Style = Pick<ReturnType<typeof pc.createColors>, "bold" | "dim" | "red" | "green" | "yellow" | "cyan">;

/**
 * Colour on a terminal, unless `NO_COLOR` is set (to anything but the empty string), `TERM` is `dumb`, or `--no-color` is given;
 * `FORCE_COLOR` and `--color` turn it on.
 */
export function styleFor(options: {
  isTerminal: boolean | undefined;
  flag: boolean | undefined;
  env: NodeJS.ProcessEnv;
}): Style {
  const { env, flag } = options;
  const forced = flag === true || (env["FORCE_COLOR"] !== undefined && env["FORCE_COLOR"] !== "0");
  const refused = flag === false || (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
  // Never undefined: picocolors would look at the environment by itself, and colour in CI.
  return pc.createColors(flag ?? (forced || (options.isTerminal === true && !refused)));
}
