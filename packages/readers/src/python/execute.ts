import { noteDoubt, noteRisk, takes } from "./doubt.ts";
import { decide, evaluate } from "./evaluate.ts";
import { bindTargets, deleteTargets, extendList } from "./bind.ts";
import type { Expression, Handler, Lines, Statement, Target } from "./outline.ts";
import { definedValue, joinRebound } from "./rebind.ts";
import { joinScopes, Scope, type Attempt, type Binding, type LoadedModule, type Raised } from "./scope.ts";

/** What importing does; the executor asks for it and never touches a file. */
export interface Imports {
  /** Counts a statement; false when the bound on work is reached. */
  spend(): boolean;
  /** Executes `import a.b`, `import a.b as c`. */
  importNames(module: LoadedModule, statement: Statement & { type: "import" }): Raised | undefined;
  /** Executes `from x import y`. */
  importFrom(module: LoadedModule, statement: Statement & { type: "from" }): Raised | undefined;
}

/** Executes statements in a module's scope, as far as names go. Gives the exception that surely ends them, if one does. */
export function executeBlock(
  imports: Imports,
  module: LoadedModule,
  statements: readonly Statement[],
): Raised | undefined {
  for (const statement of statements) {
    const raised = executeStatement(imports, module, statement);
    if (raised) return raised;
  }
  return undefined;
}

/** Executes one statement; see {@link executeBlock}. */
export function executeStatement(imports: Imports, module: LoadedModule, statement: Statement): Raised | undefined {
  if (!imports.spend()) return { type: "raised", exception: "", doubt: { code: "too-complex", detail: module.name } };
  switch (statement.type) {
    case "definition": {
      if (statement.definition.decorated) noteRisk(module);
      for (const used of statement.uses) {
        const result = evaluate(module, used, statement);
        if (result.type === "raised") return result;
      }
      const value = definedValue(module, statement);
      module.scope.set(statement.definition.name, { value, certain: true, lines: statement, how: "definition" });
      return undefined;
    }
    case "assign":
      return executeAssign(module, statement);
    case "extend":
      return extendList(module, statement);
    case "import":
      return imports.importNames(module, statement);
    case "from":
      return imports.importFrom(module, statement);
    case "delete":
      return deleteTargets(module, statement.targets, statement);
    case "effect":
      if (statement.effect === "adds") module.open ??= "globals";
      else module.unsettled ??= statement.effect === "replaces" ? "sys.modules" : "globals";
      return undefined;
    case "evaluate":
      noteRisk(module);
      return undefined;
    case "raise":
      return { type: "raised", exception: statement.exception, doubt: fails(module, statement) };
    case "if":
      return executeIf(imports, module, statement);
    case "try":
      return executeTry(imports, module, statement);
    case "loop":
      return executeLoop(imports, module, statement);
    case "with":
      return executeWith(imports, module, statement);
    case "match":
      return executeWays(
        module,
        [...statement.arms, []].map((arm) => () => executeBlock(imports, module, arm)),
        statement,
      );
  }
}

function fails(module: LoadedModule, lines: Lines): Raised["doubt"] {
  return { code: "fails", detail: placeOf(module, lines) };
}

function placeOf(module: LoadedModule, { line }: Lines): string {
  return `${module.file ?? module.name}#L${line}`;
}

function executeAssign(
  module: LoadedModule,
  statement: Lines & { targets: Target[]; value: Expression },
): Raised | undefined {
  const result = evaluate(module, statement.value, statement);
  if (result.type === "raised") return result;
  if (result.value.type !== "literal" && result.value.type !== "definition") noteRisk(module);
  return bindTargets(module, statement.targets, result, statement, statement.value);
}

function executeIf(imports: Imports, module: LoadedModule, statement: Statement & { type: "if" }): Raised | undefined {
  const ways: (() => Raised | undefined)[] = [];
  for (const { condition, body } of statement.arms) {
    const decided = decide(module, condition, statement);
    if (typeof decided === "object") return decided;
    if (decided === false) {
      if (mentionsTypeChecking(condition)) noteTypingOnly(module, body);
      continue;
    }
    if (decided === undefined) noteRisk(module);
    ways.push(() => executeBlock(imports, module, body));
    if (decided) return finishIf(module, ways);
  }
  return finishIf(module, [...ways, () => executeBlock(imports, module, statement.otherwise)]);
}

/** The last way is the one that is taken when the conditions before it do not hold. */
function finishIf(module: LoadedModule, ways: (() => Raised | undefined)[]): Raised | undefined {
  return ways.length === 1 ? ways[0]!() : executeWays(module, ways);
}

/** Executes ways of which one is taken, nobody knows which; with `rebinds`, what they bind again is in doubt. */
function executeWays(
  module: LoadedModule,
  ways: readonly (() => Raised | undefined)[],
  rebinds?: Lines,
): Raised | undefined {
  const base = module.scope;
  const completed: Scope[] = [];
  const failed: Raised[] = [];
  for (const way of ways) {
    module.scope = new Scope(base);
    module.branches += 1;
    const raised = way();
    module.branches -= 1;
    if (!raised) completed.push(module.scope);
    else failed.push(raised);
  }
  module.scope = base;
  if (completed.length === 0) return failed[0];
  for (const raised of failed) noteUnlessMeant(module, raised);
  if (rebinds) joinRebound(base, completed, placeOf(module, rebinds));
  else joinScopes(base, completed);
  return undefined;
}

/** A way that ends in a `raise` of its own is the one for systems that the author does not support. */
function noteUnlessMeant(module: LoadedModule, raised: Raised): void {
  if (raised.doubt.code === "fails") noteRisk(module);
  else noteDoubt(module, raised);
}

function doNothing(): undefined {
  return undefined;
}

function executeLoop(
  imports: Imports,
  module: LoadedModule,
  statement: Statement & { type: "loop" },
): Raised | undefined {
  noteRisk(module);
  const body = (): Raised | undefined => {
    const value = { type: "value", file: module.file ?? "", lines: statement } as const;
    bindTargets(module, statement.targets, { type: "evaluated", value, certain: true }, statement);
    return executeBlock(imports, module, statement.body);
  };
  const raised = executeWays(module, [body, doNothing], statement);
  return (
    raised ?? executeWays(module, [() => executeBlock(imports, module, statement.otherwise), doNothing], statement)
  );
}

function executeWith(
  imports: Imports,
  module: LoadedModule,
  statement: Statement & { type: "with" },
): Raised | undefined {
  noteRisk(module);
  const value = { type: "value", file: module.file ?? "", lines: statement } as const;
  bindTargets(module, statement.targets, { type: "evaluated", value, certain: true }, statement);
  if (statement.suppresses.length === 0) return executeBlock(imports, module, statement.body);
  const handlers: Handler[] = [{ catches: statement.suppresses, body: [] }];
  return executeTry(imports, module, { ...statement, type: "try", handlers, otherwise: [], last: [] });
}

function executeTry(
  imports: Imports,
  module: LoadedModule,
  statement: Statement & { type: "try" },
): Raised | undefined {
  const base = module.scope;
  const attempt: Attempt = { scope: new Scope(base), handlers: statement.handlers };
  module.scope = attempt.scope;
  module.attempts.push(attempt);
  const raised = executeBlock(imports, module, statement.body);
  module.attempts.pop();
  const risky = attempt.atFirstRisk !== undefined;
  const start = failureScope(base, attempt);
  const after = raised ?? executeBlock(imports, module, statement.otherwise);
  if (risky) module.branches -= 1;
  const taking = handlersFor(statement.handlers, raised, risky);
  const handled = executeHandlers(imports, module, taking, start);
  module.scope = base;
  const completed = after ? handled.completed : [attempt.scope, ...handled.completed];
  if (completed.length > 0) {
    joinScopes(base, completed);
    if (after && !(raised && statement.handlers.some((handler) => takes(handler, raised)))) noteDoubt(module, after);
    for (const failed of handled.raised) noteUnlessMeant(module, failed);
  }
  const last = executeBlock(imports, module, statement.last);
  return last ?? (completed.length === 0 ? (handled.raised[0] ?? after) : undefined);
}

/** A sure exception goes to the first handler that takes it; when it is not sure what is raised, to any. */
function handlersFor(handlers: readonly Handler[], raised: Raised | undefined, risky: boolean): readonly Handler[] {
  if (risky) return handlers;
  return raised ? handlers.filter((handler) => takes(handler, raised)).slice(0, 1) : [];
}

/** A handler's name is gone when the handler ends; its place is never shown. */
const HANDLER_LINES: Lines = { line: 1, endLine: 1 };

function executeHandlers(
  imports: Imports,
  module: LoadedModule,
  handlers: readonly Handler[],
  start: Scope,
): { completed: Scope[]; raised: Raised[] } {
  const completed: Scope[] = [];
  const raised: Raised[] = [];
  const several = handlers.length > 1;
  for (const handler of handlers) {
    module.scope = new Scope(start);
    if (handler.as !== undefined) {
      const value = { type: "value", file: module.file ?? "", lines: HANDLER_LINES } as const;
      module.scope.set(handler.as, { value, certain: true, lines: HANDLER_LINES, how: "assign" });
    }
    if (several) module.branches += 1;
    const failed = executeBlock(imports, module, handler.body);
    if (several) module.branches -= 1;
    if (handler.as !== undefined) module.scope.delete(handler.as);
    if (failed) raised.push(failed);
    else completed.push(module.scope);
  }
  return { completed, raised };
}

/** What is bound when a `try` body fails: surely what it bound before anything could fail, perhaps the rest. */
function failureScope(base: Scope, attempt: Attempt): Scope {
  if (!attempt.atFirstRisk) return attempt.scope;
  const scope = new Scope(base);
  const early = attempt.atFirstRisk;
  for (const [name, late] of attempt.scope.own) {
    const before = early.get(name);
    if (before === late) scope.own.set(name, late);
    else {
      const first = before === undefined ? base.get(name) : (before ?? undefined);
      joinInto(scope, name, late ?? undefined, first);
    }
  }
  return scope;
}

function joinInto(scope: Scope, name: string, late: Binding | undefined, first: Binding | undefined): void {
  const found = late ?? first;
  if (!found) scope.delete(name);
  else scope.set(name, { ...found, certain: (late?.certain ?? false) && (first?.certain ?? false) });
}

function mentionsTypeChecking(condition: Expression): boolean {
  if (condition.type === "name") return condition.name === "TYPE_CHECKING";
  if (condition.type === "attribute") return condition.names.includes("TYPE_CHECKING");
  if (condition.type === "logic") return mentionsTypeChecking(condition.left) || mentionsTypeChecking(condition.right);
  return false;
}

/** Keeps what only a type checker would see, for the reason that a report gives. */
function noteTypingOnly(module: LoadedModule, body: readonly Statement[]): void {
  for (const statement of body) {
    if (statement.type === "definition") {
      module.typingOnly.set(statement.definition.name, { lines: statement, from: undefined });
    } else if (statement.type === "from" && statement.names !== "*") {
      const from = `${".".repeat(statement.level)}${statement.module}`;
      for (const name of statement.names) module.typingOnly.set(name.as, { lines: name, from });
    } else if (statement.type === "if") {
      for (const arm of statement.arms) noteTypingOnly(module, arm.body);
    }
  }
}
