// The bundle's entry: what is shipped lies beside it.
import { statSync } from "node:fs";
import { join } from "node:path";
import { main } from "./main.ts";

const { size, mtimeMs } = statSync(__filename);

// What ends before it has an answer has measured nothing.
process.exitCode = 3;

void main({
  argv: process.argv.slice(2),
  shippedFolder: __dirname,
  codeThread: join(__dirname, "../bin/code.cjs"),
  build: `${size}-${mtimeMs}`,
}).then((exit) => {
  process.exitCode = exit;
});
