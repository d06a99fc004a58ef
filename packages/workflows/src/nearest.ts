export { nearest } from "@t4/contracts";
