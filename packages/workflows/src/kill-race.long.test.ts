// More rounds than in the short suite, which are chosen there.
import "./kill-race.test.ts";
