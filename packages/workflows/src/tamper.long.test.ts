// More cases than in the short suite, and of another seed, which are chosen there.
import "./tamper.test.ts";
