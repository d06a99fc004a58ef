/** T4's version; the same as in package.json, which a test holds it to. */
export const VERSION = "0.1.0";

/** The package that T4 is installed from; as in package.json, too. */
export const T4_PACKAGE = "@t4/cli";
