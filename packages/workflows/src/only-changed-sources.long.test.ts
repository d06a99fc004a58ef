// Other seeds than in the short suite, which are chosen there.
import "./only-changed-sources.test.ts";
