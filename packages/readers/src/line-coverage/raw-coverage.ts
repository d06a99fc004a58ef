/** Lines of one file that a coverage tool counted, and how many of them ran. */
export interface LineCount {
  covered: number;
  total: number;
}

/** What to do when a file turns out to be something else. */
export const NO_COVERAGE = "Give Cobertura, LCOV, or Istanbul's coverage-final.json or coverage-summary.json.";

/** A coverage report before its names are paths of the workspace. */
export interface RawCoverage {
  /** When it was measured; undefined when the report carries no date. */
  observedAt: string | undefined;
  /** Folders that the names are relative to, as the report gives them. */
  sourceFolders: string[];
  files: Map<string, LineCount>;
  /** Names under each of which the report counts two files. */
  contested?: ReadonlySet<string>;
}

/** Which lines of each file ran. A line that is reported more than once ran when any of the reports says so. */
export class LineHits {
  readonly #files = new Map<string, FileLines>();

  /** Makes the file known, also when no line of it follows. */
  touch(file: string): FileLines {
    let lines = this.#files.get(file);
    if (lines === undefined) {
      lines = new FileLines();
      this.#files.set(file, lines);
    }
    return lines;
  }

  counts(): Map<string, LineCount> {
    return new Map([...this.#files].map(([file, { covered, total }]) => [file, { covered, total }]));
  }
}

const MISSED = 1;
const RAN = 2;
/** How many times more room than known lines an array may have: beyond that a line is kept apart. */
const SPARSE = 8;
const FIRST_ROOM = 256;

/**
 * Lines of one file: a byte each, since a report of a whole workspace has millions. Line numbers that are far out, which only a broken report has, are
 * kept apart, so that one of them costs no more than any other.
 */
export class FileLines {
  #states = new Uint8Array(FIRST_ROOM);
  #far: Map<number, number> | undefined;
  /** How many lines are known, and how many of them ran. */
  total = 0;
  covered = 0;

  /** Notes that a line is there, and whether it ran. */
  mark(line: number, ran: boolean): void {
    const before = this.#get(line);
    if (before === undefined || before === 0) this.total += 1;
    if (!ran || before === RAN) {
      if (before !== RAN) this.#set(line, MISSED);
      return;
    }
    this.covered += 1;
    this.#set(line, RAN);
  }

  #get(line: number): number | undefined {
    return this.#far?.get(line) ?? this.#states[line];
  }

  #set(line: number, state: number): void {
    if (line >= this.#states.length && line < SPARSE * (this.total + FIRST_ROOM)) {
      const states = new Uint8Array(2 * line);
      states.set(this.#states);
      this.#states = states;
    }
    if (line < this.#states.length && this.#far?.has(line) !== true) this.#states[line] = state;
    else (this.#far ??= new Map()).set(line, state);
  }
}
