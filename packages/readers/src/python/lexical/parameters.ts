import { isBlank, LexicalFault, wordAt } from "./fault.ts";

/** One parameter of a header. */
interface Parameter {
  /** Of its name, behind stars. */
  offset: number;
  name: string;
  starred: boolean;
  hasDefault: boolean;
  /** Of the comma or parenthesis that ends it. */
  stop: number;
}

/**
 * Throws a {@link LexicalFault} for a parameter without a default after one with a default, and for a name that comes twice. From the first string or
 * comment on, and behind a `lambda`, parameters are not judged: the places of commas are not sure there.
 */
export function checkParameters(source: string, start: number, end: number): void {
  const open = source.indexOf("(", start);
  const comma = open < 0 ? -1 : source.indexOf(",", open);
  if (comma < 0 || comma > end) return;
  const generic = source.indexOf("[", start);
  if (generic >= 0 && generic < open) return;
  const names = new Set<string>();
  let withDefault = false;
  let starred = false;
  for (let from = open + 1; ;) {
    const parameter = readParameter(source, from, end);
    if (parameter === undefined) return;
    const { stop } = parameter;
    starred ||= parameter.starred;
    const late = withDefault && !starred && !parameter.hasDefault && parameter.name !== "";
    const repeated = names.has(parameter.name) && parameter.name !== "";
    if ((late || repeated) && !source.slice(open, stop).includes("lambda")) throw describe(parameter, repeated);
    names.add(parameter.name);
    withDefault ||= parameter.hasDefault;
    if (source.charCodeAt(stop) !== 44) return;
    from = stop + 1;
  }
}

function describe({ offset, name }: Parameter, repeated: boolean): LexicalFault {
  return new LexicalFault(
    offset,
    repeated ? `duplicate argument '${name}' in function definition` : "non-default argument follows default argument",
  );
}

/** The parameter at `from`; undefined when its end is not sure. */
function readParameter(source: string, from: number, end: number): Parameter | undefined {
  let offset = skipWhite(source, from);
  const starred = source.charCodeAt(offset) === 42;
  while (source.charCodeAt(offset) === 42) offset = skipWhite(source, offset + 1);
  const name = wordAt(source, offset);
  let hasDefault = false;
  let depth = 0;
  for (let at = from; at < end; at += 1) {
    switch (source.charCodeAt(at)) {
      case 34:
      case 35:
      case 39:
      case 92:
        return undefined;
      case 40:
      case 91:
      case 123:
        depth += 1;
        break;
      case 41:
      case 93:
      case 125:
        if (depth === 0) return { offset, name, starred, hasDefault, stop: at };
        depth -= 1;
        break;
      case 44:
        if (depth === 0) return { offset, name, starred, hasDefault, stop: at };
        break;
      case 61:
        if (depth === 0) hasDefault ||= source.charCodeAt(at + 1) !== 61 && !"=!<>".includes(source[at - 1]!);
        break;
      default:
    }
  }
  return undefined;
}

function skipWhite(source: string, start: number): number {
  let at = start;
  while (isBlank(source.charCodeAt(at)) || source.charCodeAt(at) === 10) at += 1;
  return at;
}
