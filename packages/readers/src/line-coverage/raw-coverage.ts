/** Lines of one file that a coverage tool counted, and how many of them ran. */
export interface LineCount {
  covered: number;
  total: number;
}

/** A coverage report before its names are paths of the workspace. */
export interface RawCoverage {
  /** When it was measured; undefined when the report carries no date. */
  observedAt: string | undefined;
  /** Folders that the names are relative to, as the report gives them. */
  sourceFolders: string[];
  files: Map<string, LineCount>;
}

/** Which lines of each file ran. A line that is reported more than once ran when any of the reports says so. */
export class LineHits {
  readonly #files = new Map<string, Map<number, boolean>>();

  /** Makes the file known, also when no line of it follows. */
  touch(file: string): Map<number, boolean> {
    let lines = this.#files.get(file);
    if (lines === undefined) {
      lines = new Map();
      this.#files.set(file, lines);
    }
    return lines;
  }

  counts(): Map<string, LineCount> {
    const counts = new Map<string, LineCount>();
    for (const [file, lines] of this.#files) {
      let covered = 0;
      for (const ran of lines.values()) if (ran) covered += 1;
      counts.set(file, { covered, total: lines.size });
    }
    return counts;
  }
}
