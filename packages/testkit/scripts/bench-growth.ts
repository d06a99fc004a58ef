/**
 * Times work on inputs of one size and of four times that size: the median of three runs each, by this process's own processor time, which other
 * processes hardly change. Ends with 1 when a time grows as the square of the size does, or faster.
 * Arguments choose the inputs whose names hold one of them.
 */
import { GROWTH_CASES, type GrowthCase, type Work } from "./growth-cases.ts";
import { inFolder } from "./measure.ts";

const TIMES = 4;
const RUNS = 3;
/** Between {@link TIMES}, which is linear growth, and its square. */
const MAX_RATIO = 9;
/** Less than this cannot be told from chance. */
const MIN_MS = 20;
/** A longer time is beyond doubt and needs no second run: no collection of garbage that a smaller input goes without explains it. */
const SURE_MS = 1000;
/** The parts of a size that are tried in turn. Small ones come first, so that quadratic growth shows before it takes minutes; the last settles a doubt. */
const PARTS = [1 / TIMES ** 3, 1 / TIMES ** 2, 1 / TIMES, 1, TIMES];

interface Timed {
  size: number;
  ms: number;
}

const words = process.argv.slice(2);
const cases = GROWTH_CASES.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
if (cases.length === 0) throw new Error(`no input is named ${words.join(" or ")}`);
const steep: string[] = [];
await inFolder(async (folder) => {
  for (const each of cases) if (await isSteep(each, folder)) steep.push(each.name);
});
process.stdout.write(`${cases.length} inputs, ${steep.length} of them with quadratic growth\n`);
for (const name of steep) process.stdout.write(`  ${name}\n`);
if (steep.length > 0) process.exitCode = 1;

async function isSteep({ name, size, prepare }: GrowthCase, folder: string): Promise<boolean> {
  let isDoubtful = false;
  let last: Timed | undefined;
  for (const part of PARTS) {
    if (part > 1 && !isDoubtful) break;
    const next = await timed(Math.round(size * part), (tried) => prepare(tried, folder));
    const isOver = last !== undefined && next.ms >= MIN_MS && next.ms / last.ms > MAX_RATIO;
    if (last !== undefined && (part === 1 || isOver || isDoubtful)) print(name, last, next);
    if (isOver && (isDoubtful || next.ms >= SURE_MS)) return true;
    [isDoubtful, last] = [isOver, next];
  }
  return false;
}

/** The first run is not counted: it also compiles. */
async function timed(size: number, prepare: (size: number) => Promise<Work> | Work): Promise<Timed> {
  const work = await prepare(size);
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1000;
    if (ms >= SURE_MS) return { size, ms };
    if (run > 0) times.push(ms);
  }
  return { size, ms: times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? Number.NaN };
}

function print(name: string, ...sizes: [Timed, Timed]): void {
  const [small, large] = sizes;
  const times = sizes.map(({ size, ms }) => `${String(size).padStart(8)} ${ms.toFixed(1).padStart(8)} ms`).join(" ");
  const ratio = large.ms < MIN_MS ? "too quick to tell" : `${(large.ms / small.ms).toFixed(1)}×`;
  process.stdout.write(`${name.padEnd(44)} ${times}  ${ratio}\n`);
}
