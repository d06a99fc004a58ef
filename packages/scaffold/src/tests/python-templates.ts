import type { Template } from "../template.ts";

/** What the templates of Python tests leave open; all but `module`, `suffix` and the blocks are Python expressions. */
export type PythonSlot =
  | "module"
  /** Of the names of test files. */
  | "suffix"
  /** The dotted path under which the module is imported, as a string. */
  | "name"
  /** The folder that the import starts at, and a list of it and of others that imports start at. */
  | "root"
  | "roots"
  /** Whole tests of the module's APIs; empty where there are none. */
  | "smokeOfApis"
  | "unitOfApis";

type PythonTemplate = Template<PythonSlot>;

const CONFTEST: PythonTemplate = {
  path: "tests/conftest.py",
  purpose: "finds the module's source; for shared fixtures",
  text: `"""Lets the tests of {{module}} import it from its source, wherever pytest is started. Fixtures that they share belong here."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve()

for root in {{roots}}:
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
`,
};

const SMOKE: PythonTemplate = {
  path: "tests/test_smoke{{suffix}}.py",
  purpose: "imports the module and its verified APIs",
  text: `"""Whether {{module}} is there at all: fast enough to run before every commit."""

import importlib

MODULE = {{name}}


def test_the_module_can_be_imported():
    assert importlib.import_module(MODULE).__name__ == MODULE
{{smokeOfApis}}`,
};

const UNIT: PythonTemplate = {
  path: "tests/test_unit{{suffix}}.py",
  purpose: "each API by itself",
  text: `"""What each API of {{module}} does by itself."""

import importlib
from pathlib import Path

MODULE = {{name}}
HERE = Path(__file__).resolve()
ROOT = {{root}}


def test_the_code_under_test_is_the_one_beside_the_tests():
    module = importlib.import_module(MODULE)
    assert Path(module.__file__).resolve().parent == ROOT.joinpath(*MODULE.split(".")).resolve()
{{unitOfApis}}

# Add for each API: what it gives for usual input, at its limits, and what it raises for wrong input.
`,
};

const INTEGRATION: PythonTemplate = {
  path: "tests/test_integration{{suffix}}.py",
  purpose: "the module among others",
  text: `"""How {{module}} gets along with what is around it."""

import os
import subprocess
import sys
from pathlib import Path

MODULE = {{name}}
HERE = Path(__file__).resolve()
ROOT = {{root}}


def test_it_imports_in_a_process_of_its_own():
    """Nothing that another test has imported or set up is needed."""
    path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])
    code = f"import importlib; importlib.import_module({MODULE!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        universal_newlines=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr


# Add: what {{module}} does together with the modules that it calls and that call it.
`,
};

/** The four files of Python tests. */
export const PYTHON_TEMPLATES: readonly PythonTemplate[] = [CONFTEST, SMOKE, UNIT, INTEGRATION];

/** Makes a folder of tests a package of the module's own, so that pytest tells its \`test_smoke.py\` from those of other modules. */
export const PYTHON_PACKAGE: PythonTemplate = {
  path: "tests/__init__.py",
  purpose: "tells these tests from those of other modules",
  text: `"""Tests of {{module}}."""\n`,
};

/** The smoke test of APIs, a Python list of names. */
export function smokeOfApis(names: string): string {
  return `

APIS = ${names}


def test_every_api_is_there():
    module = importlib.import_module(MODULE)
    assert [name for name in APIS if not hasattr(module, name)] == []
`;
}

/** The unit test of functions and classes, a Python list of their names. */
export function unitOfApis(names: string): string {
  return `

CALLABLE = ${names}


def test_functions_and_classes_can_be_called():
    module = importlib.import_module(MODULE)
    assert [name for name in CALLABLE if not callable(getattr(module, name))] == []
`;
}
