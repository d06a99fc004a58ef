/** A range of source lines, 1-based and inclusive. */
export interface Lines {
  line: number;
  endLine: number;
}

/** A docstring as CPython keeps it in `__doc__` before 3.13: the literal's value, indentation included. */
export interface Docstring {
  value: string;
  /** What `len()` says: code points. */
  length: number;
}

/** A class or function at the top level of a file; `line` is the one with `class` or `def`. */
export interface Definition extends Lines {
  kind: "class" | "function";
  name: string;
  decorated: boolean;
  /** True for a function that returns a literal, whatever it is given. */
  returnsLiteral?: boolean | undefined;
  doc?: Docstring | undefined;
}

/** An expression, as far as it decides what a name is bound to. Anything else is `other`. */
export type Expression =
  | { type: "literal"; truth?: boolean | undefined }
  | { type: "string"; value: string; lines: Lines }
  | { type: "list"; kind: "list" | "tuple"; items: Expression[]; truth: boolean }
  | { type: "star"; of: Expression }
  | { type: "name"; name: string }
  | { type: "attribute"; base: Expression; names: string[] }
  | { type: "call"; callee: Expression; args: Expression[] }
  | { type: "sum"; parts: Expression[] }
  | { type: "choice"; condition: Expression; yes: Expression; no: Expression }
  | { type: "not"; operand: Expression }
  | { type: "logic"; operator: "and" | "or"; left: Expression; right: Expression }
  | { type: "other" };

/** What stands at the left of an assignment, or after `del`. `opaque` covers subscripts. */
export type Target =
  | { type: "name"; name: string }
  | { type: "attribute"; base: Expression; name: string }
  | { type: "tuple"; items: Target[] }
  | { type: "opaque" };

export interface ImportedName extends Lines {
  name: string;
  as: string;
}

/** How a statement reaches behind the names that stand in the file. */
type NamespaceEffect = "adds" | "removes" | "replaces";

/**
 * `uses` of a definition: its decorators and bases, which are evaluated before the name is bound. What an arm of `match` may capture is bound
 * at its beginning.
 */
export type Statement = Lines &
  (
    | { type: "definition"; definition: Definition; uses: Expression[] }
    | { type: "assign"; targets: Target[]; value: Expression }
    | {
        type: "extend";
        name: string;
        method?: boolean | undefined;
        operation: "add" | "remove" | "unknown";
        value: Expression;
      }
    | { type: "import"; names: { module: string; as?: string | undefined }[] }
    | { type: "from"; level: number; module: string; names: ImportedName[] | "*" }
    | { type: "delete"; targets: Target[] }
    | { type: "effect"; effect: NamespaceEffect }
    | { type: "evaluate" }
    | { type: "raise"; exception: string }
    | { type: "if"; arms: { condition: Expression; body: Statement[] }[]; otherwise: Statement[] }
    | { type: "try"; body: Statement[]; handlers: Handler[]; otherwise: Statement[]; last: Statement[] }
    | { type: "loop"; targets: Target[]; body: Statement[]; otherwise: Statement[] }
    | { type: "with"; suppresses: string[]; targets: Target[]; body: Statement[] }
    | { type: "match"; arms: Statement[][] }
  );

export interface Handler {
  /** Names of the exceptions it takes; empty for a bare `except`. */
  catches: string[];
  as?: string | undefined;
  body: Statement[];
}

/** Where a file stops being Python, 1-based. */
export interface SyntaxFault {
  line: number;
  column: number;
  message: string;
}

/** What one Python file does at its top level, in order; nothing of it was run. */
export interface PythonOutline {
  statements: Statement[];
  /** Names that a function rebinds or deletes through `global`: what they hold after import is not decided here. */
  unsteady: string[];
  /** Words in quotes, where the file has a `__getattr__`: what that function may know of. */
  lazy?: ReadonlySet<string> | undefined;
  /** Only what stands before it is in `statements`. */
  fault?: SyntaxFault | undefined;
}
