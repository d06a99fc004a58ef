/** The new name of each top-level package of the workspace that is copied. */
export type Names = ReadonlyMap<string, string>;

const word = (names: Names) => [...names.keys()].join("|");

/** Python source in which every import of a renamed package imports the new one; what the code calls it stays. */
export function renameImports(source: string, names: Names): string {
  const packages = word(names);
  return source
    .replace(new RegExp(`^(\\s*)import (${packages})$`, "gm"), (_line, indent: string, name: string) => {
      return `${indent}import ${names.get(name)} as ${name}`;
    })
    .replace(new RegExp(`^(\\s*from )(${packages})(?=[ .])`, "gm"), (_line, from: string, name: string) => {
      return from + names.get(name);
    });
}

/** The name of a module in a copy: `identity.sessions` of round `b` is `identity_b.sessions`. */
export function renameModule(name: string, suffix: string): string {
  if (suffix === "") return name;
  const [first = name, ...rest] = name.split(".");
  return [first + suffix, ...rest].join(".");
}

/** A manifest or a kept benchmark artifact that names another module, every other byte as it was. */
export function renameInJson(text: string, from: string, to: string): string {
  return text.replace(`"module": ${JSON.stringify(from)}`, `"module": ${JSON.stringify(to)}`);
}

/** The `<package>` elements of a Cobertura report that belong to renamed packages, renamed. */
export function renameCoverage(report: string, names: Names): string {
  const packages = report.match(/<package name="[^"]*"[\s\S]*?<\/package>/g) ?? [];
  return packages
    .filter((text) => names.has(/^<package name="([^".]*)/.exec(text)?.[1] ?? ""))
    .map((text) =>
      text
        .replace(/^<package name="([^".]*)/, (_all, name: string) => `<package name="${names.get(name)}`)
        .replaceAll(/filename="([^"/]*)\//g, (_all, name: string) => `filename="${names.get(name) ?? name}/`),
    )
    .join("\n");
}

/** The `<testcase>` elements of a JUnit report that belong to renamed packages, renamed. */
export function renameTestCases(report: string, names: Names): string[] {
  const cases = report.match(/<testcase [^>]*?(?:\/>|>[\s\S]*?<\/testcase>)/g) ?? [];
  return cases.flatMap((text) => {
    const name = /classname="\w+\.([^".]+)/.exec(text)?.[1] ?? "";
    const renamed = names.get(name);
    return renamed === undefined ? [] : [text.replace(/(classname="\w+\.)[^".]+/, `$1${renamed}`)];
  });
}

/** An LCOV report whose files lie in the renamed folders. */
export function renameLcov(report: string, names: Names): string {
  return report.replace(new RegExp(`^(SF:\\w+/)(${word(names)})/`, "gm"), (_all, start: string, name: string) => {
    return `${start}${names.get(name)}/`;
  });
}
