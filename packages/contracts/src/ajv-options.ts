/** How many errors of nested values are kept; a person reads the first few. */
export const MAX_ERRORS = 200;

const JOIN = /vErrors === null \? ([\w.]+)\.errors : vErrors\.concat\(\1\.errors\)/g;

/**
 * A validator's code that stops collecting the errors of nested values at {@link MAX_ERRORS}: ajv copies the whole list for each of
 * them, which is quadratic in a hostile file.
 */
export function limitErrors(code: string): string {
  return code.replaceAll(
    JOIN,
    `vErrors === null ? $1.errors : vErrors.length < ${MAX_ERRORS} ? vErrors.concat($1.errors) : vErrors`,
  );
}

/** How every schema is compiled, ahead of time and at run time: all errors, own properties only, no messages (T4 words its own). */
export const AJV_OPTIONS = {
  allErrors: true,
  ownProperties: true,
  messages: false,
  code: { process: limitErrors },
} as const;
