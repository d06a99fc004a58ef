import { execa } from "execa";

/** What CPython says when it compiles a source: null when it does. */
export interface CompileFault {
  line: number;
  message: string;
}

const COMPILE = `
import json, sys, warnings
warnings.simplefilter("ignore")
def judge(source):
    try:
        compile(source, "source", "exec", dont_inherit=True)
    except SyntaxError as error:
        return {"line": error.lineno or 1, "message": error.msg}
    except Exception as error:
        return {"line": 1, "message": repr(error)}
print(json.dumps([judge(source) for source in json.load(sys.stdin)]))
`;

const LIST = `
import glob, json, os, sysconfig
folders = {os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "purelib", "platlib")} | {"/usr/lib/python3", "/usr/share"}
files = {os.path.realpath(f) for folder in folders for f in glob.glob(folder + "/**/*.py", recursive=True)}
print(json.dumps(sorted(f for f in files if os.path.isfile(f))))
`;

/** What compiling each source gives, in order; nothing of it is run. */
export async function compileSources(python: string, sources: readonly string[]): Promise<(CompileFault | null)[]> {
  const { stdout } = await execa(python, ["-B", "-c", COMPILE], { input: JSON.stringify(sources) });
  return JSON.parse(stdout) as (CompileFault | null)[];
}

/** Absolute paths of the Python files of the standard library, of what is installed for this Python, and of Debian's packages. */
export async function listInstalledSources(python: string): Promise<string[]> {
  const { stdout } = await execa(python, ["-B", "-c", LIST]);
  return JSON.parse(stdout) as string[];
}
