// More kills than in the short suite, and of another seed, which are chosen there.
import "./kill-commands.test.ts";
