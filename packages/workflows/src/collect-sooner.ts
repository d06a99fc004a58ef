import { setFlagsFromString } from "node:v8";

/** With fewer modules, garbage takes less memory than it takes time to collect it. */
const MANY_MODULES = 2000;

/**
 * Over thousands of modules, has garbage collected each time the heap has doubled, for the rest of the process. The engine waits until it has
 * quadrupled, which takes hundreds of megabytes more and saves next to no time.
 */
export function collectSooner(modules: number): void {
  if (modules >= MANY_MODULES) setFlagsFromString("--heap-growing-percent=100");
}
