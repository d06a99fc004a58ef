import type { Handler } from "./outline.ts";
import type { LoadedModule, Raised } from "./scope.ts";

/** Notes that something may fail here: what an enclosing `try` binds from now on may not be bound. */
export function noteRisk(module: LoadedModule): void {
  for (const attempt of module.attempts) {
    if (attempt.atFirstRisk) continue;
    attempt.atFirstRisk = new Map(attempt.scope.own);
    module.branches += 1;
  }
}

/** Notes an exception that comes on some way only: a risk to a `try` that takes it, else to the whole module. */
export function noteDoubt(module: LoadedModule, raised: Raised): void {
  noteRisk(module);
  const caught = module.attempts.some(({ handlers }) => handlers.some((handler) => takes(handler, raised)));
  if (!caught) module.mayFail ??= raised;
}

/** Notes that a name is used that may not be bound. */
export function noteUncertain(module: LoadedModule, name: string, exception: string): void {
  const doubt = { code: "conditional", detail: name } as const;
  noteDoubt(module, { type: "raised", exception, doubt });
}

const ANYTHING = new Set(["Exception", "BaseException"]);

/** True when an `except` clause takes the exception, as far as its name tells. */
export function takes(handler: Handler, raised: Raised): boolean {
  if (handler.catches.length === 0) return true;
  return handler.catches.some(
    (name) =>
      ANYTHING.has(name) ||
      name === raised.exception ||
      (name === "ImportError" && raised.exception === "ModuleNotFoundError") ||
      // An exception held in a variable, or one of the module's own.
      raised.exception === "" ||
      !/^[A-Z]\w*(?:Error|Exception)$/.test(name),
  );
}
