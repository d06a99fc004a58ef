import type { PythonOutline, Statement, Target } from "./outline.ts";

/** Every statement of the top level of a file, those in blocks among them, in no order. */
export function everyStatement(outline: PythonOutline): Statement[] {
  const every: Statement[] = [];
  const pending: Statement[] = [...outline.statements];
  for (let statement = pending.pop(); statement; statement = pending.pop()) {
    every.push(statement);
    pending.push(...innerStatements(statement));
  }
  return every;
}

/** True when some statement of the top level of a file binds `name`, or may. */
export function mayBind(outline: PythonOutline, name: string): boolean {
  return everyStatement(outline).some((statement) => {
    switch (statement.type) {
      case "definition":
        return statement.definition.name === name;
      case "assign":
      case "loop":
      case "with":
        return statement.targets.some((target) => isBound(target, name));
      case "import":
        return statement.names.some(({ module, as = module.split(".", 1)[0] }) => as === name);
      case "from":
        return statement.names === "*" || statement.names.some(({ as }) => as === name);
      case "try":
        return statement.handlers.some(({ as }) => as === name);
      case "effect":
        return statement.effect !== "removes";
      default:
        return false;
    }
  });
}

function isBound(target: Target, name: string): boolean {
  if (target.type === "tuple") return target.items.some((item) => isBound(item, name));
  return target.type === "name" && target.name === name;
}

function innerStatements(statement: Statement): readonly Statement[] {
  switch (statement.type) {
    case "if":
      return [...statement.arms.flatMap(({ body }) => body), ...statement.otherwise];
    case "try":
      return [
        ...statement.body,
        ...statement.handlers.flatMap(({ body }) => body),
        ...statement.otherwise,
        ...statement.last,
      ];
    case "loop":
      return [...statement.body, ...statement.otherwise];
    case "with":
      return statement.body;
    case "match":
      return statement.arms.flat();
    default:
      return [];
  }
}
