// The rest of the cases: what is chosen there depends on the mode that vitest runs in.
import "./gate-cases.test.ts";
