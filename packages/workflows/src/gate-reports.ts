/** The forms that a report of gates can be printed in: what the command line needs of the gates' own package. */
export { exitOf, type GateReport, type JsonReport, jsonReport } from "@t4/gates";
