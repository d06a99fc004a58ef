/** How every schema is compiled, ahead of time and at run time: all errors, own properties only, no messages (T4 words its own). */
export const AJV_OPTIONS = {
  allErrors: true,
  ownProperties: true,
  messages: false,
} as const;
