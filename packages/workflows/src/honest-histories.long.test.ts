// More histories than in the short suite, and of other seeds, which are chosen there.
import "./honest-histories.test.ts";
