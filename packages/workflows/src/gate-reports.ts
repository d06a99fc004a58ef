/** The forms that a report of gates can be printed in: what the command line needs of the gates' own package. */
export {
  exitOf,
  type GateReport,
  githubReport,
  type JudgedFinding,
  jsonReport,
  junitReport,
  markdownReport,
  sarifReport,
} from "@t4/gates";
