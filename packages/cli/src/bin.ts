// The bundle's entry: what is shipped lies beside it.
import { main } from "./main.ts";

void main({ argv: process.argv.slice(2), shippedFolder: __dirname }).then((exit) => {
  process.exitCode = exit;
});
