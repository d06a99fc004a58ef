/**
 * Times `t4 cov --from` on one Cobertura report of 50 MB for 1,000 modules, from the start of the process to its end, with its peak memory; then the same report
 * again, which changes nothing. Prints beside it what reading and hashing the report alone takes.
 */
import { spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";

const MEGABYTES = Number(process.argv[2] ?? 50);
const MODULES = Number(process.argv[3] ?? 1000);
const FILES = 10;
const T4 = join(import.meta.dirname, "../../cli/bin/t4.cjs");
const READ = `require("crypto").createHash("sha256").update(require("fs").readFileSync(process.argv[1])).digest()`;
const NOTE_MEMORY = `process.on("exit", () => require("fs").writeFileSync(process.env.T4_BENCH_RSS, String(process.resourceUsage().maxRSS)))`;

const root = await mkdtemp(join(tmpdir(), "t4-bench-"));
try {
  await writeWorkspace();
  const report = join(root, "coverage.xml");
  const bytes = await writeReport(report);
  const read = time(["-e", READ, report]);
  print(`reading and hashing ${(bytes / 1e6).toFixed(0)} MB alone`, read);
  for (const what of ["first ingest", "the same again"]) {
    print(`cov --from, ${MODULES} modules, ${what}`, time([T4, "--root", root, "cov", "--from", report]));
  }
} finally {
  await rm(root, { recursive: true, force: true });
}

async function writeWorkspace(): Promise<void> {
  await writeFile(join(root, "t4.config.json"), "{}\n");
  for (let module = 0; module < MODULES; module += 1) {
    const folder = join(root, `src/m${module}`);
    await mkdir(folder, { recursive: true });
    const manifest = { module: `m${module}`, schema_version: "1.0.0", metadata: { status: "draft" } };
    await writeFile(join(folder, "module.manifest.json"), JSON.stringify(manifest));
    for (let file = 0; file < FILES; file += 1) await writeFile(join(folder, `f${file}.py`), "x = 1\n");
  }
}

/** As coverage.py writes it, with as many lines a file as the size asks for. Gives its size in bytes. */
async function writeReport(path: string): Promise<number> {
  const stream = createWriteStream(path);
  stream.write(
    '<?xml version="1.0" ?>\n<coverage version="7.0" timestamp="1795262126382">\n<sources><source>src</source></sources>\n<packages>\n',
  );
  const perFile = (MEGABYTES * 1e6) / (MODULES * FILES);
  for (let module = 0; module < MODULES; module += 1) {
    let text = `\t\t<package name="m${module}" line-rate="1">\n\t\t\t<classes>\n`;
    for (let file = 0; file < FILES; file += 1) {
      text += `\t\t\t\t<class name="f${file}.py" filename="m${module}/f${file}.py" line-rate="1">\n\t\t\t\t\t<methods/>\n\t\t\t\t\t<lines>\n`;
      for (let line = 1, size = 0; size < perFile; line += 1) {
        const item = `\t\t\t\t\t\t<line number="${line}" hits="${line % 7 === 0 ? 0 : 1}"/>\n`;
        text += item;
        size += item.length;
      }
      text += "\t\t\t\t\t</lines>\n\t\t\t\t</class>\n";
    }
    if (!stream.write(`${text}\t\t\t</classes>\n\t\t</package>\n`)) await once(stream, "drain");
  }
  stream.end("</packages>\n</coverage>\n");
  await once(stream, "close");
  return stream.bytesWritten;
}

interface Cost {
  ms: number;
  megabytes: number;
}

function time(args: readonly string[]): Cost {
  const hook = join(root, "memory.cjs");
  const noted = join(root, "memory.txt");
  spawnSync(process.execPath, [
    "-e",
    `require("fs").writeFileSync(process.argv[1], process.argv[2])`,
    hook,
    NOTE_MEMORY,
  ]);
  const started = performance.now();
  const child = spawnSync(process.execPath, ["--require", hook, ...args], {
    encoding: "utf8",
    env: { ...process.env, T4_BENCH_RSS: noted },
    maxBuffer: 1e9,
  });
  const ms = performance.now() - started;
  if (child.status !== 0) throw new Error(`it ended with ${child.status}: ${child.stdout}${child.stderr}`);
  const kilobytes = spawnSync("cat", [noted], { encoding: "utf8" }).stdout;
  return { ms, megabytes: Number(kilobytes) / 1024 };
}

function print(what: string, { ms, megabytes }: Cost): void {
  process.stdout.write(`${what.padEnd(48)} ${ms.toFixed(0).padStart(6)} ms  ${megabytes.toFixed(0).padStart(4)} MB\n`);
}
