/** Reads questions as JSON from standard input and prints facts as JSON after a U+0002, so that what packages print does not matter. */
export const FACTS_SCRIPT = String.raw`
import importlib, json, sys, types

questions = json.load(sys.stdin)
baseline_modules = set(sys.modules)
baseline_path = list(sys.path)


def describe(value):
    kind = "class" if isinstance(value, type) else "module" if isinstance(value, types.ModuleType) else "other"
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType)) or hasattr(value, "__wrapped__"):
        kind = "function"
    try:
        doc = value.__doc__
        module = getattr(value, "__module__", None)
    except Exception:
        doc, module = None, None
    return {
        "type": kind,
        "docLength": len(doc) if isinstance(doc, str) else 0,
        "definedIn": module if isinstance(module, str) else None,
    }


def ask(question):
    for name in set(sys.modules) - baseline_modules:
        del sys.modules[name]
    sys.path[:] = question["roots"] + [entry for entry in baseline_path if entry]
    importlib.invalidate_caches()
    facts = {"error": None, "all": None, "attributes": {}}
    try:
        package = importlib.import_module(question["package"])
    except BaseException as error:
        facts["error"] = type(error).__name__ + ": " + str(error)
        return facts
    listed = getattr(package, "__all__", None)
    if listed is not None:
        facts["all"] = [name for name in listed if isinstance(name, str)]
    for name in list(dir(package)) + (facts["all"] or []):
        try:
            value = getattr(package, name)
        except BaseException:
            continue
        facts["attributes"][name] = describe(value)
    return facts


answers = [ask(question) for question in questions]
print("\x02" + json.dumps(answers))
`;
