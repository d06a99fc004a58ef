import { appendFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Changes what is said of every module that has a `claude.me`: a heading and a bullet more about a feature that aurora's vocabulary knows, and a
 * heading that it does not know. Another feature each round.
 */
export async function touchDocuments(root: string, round: number): Promise<void> {
  const paths = await readdir(root, { recursive: true });
  const documents = paths.filter((path) => /(?:^|\/)claude\.me$/.test(path)).sort();
  const feature = FEATURES[round % FEATURES.length];
  for (const path of documents) {
    const text = `\n## ${feature}\n\n- **${feature}**: as of round ${round}\n\n## Unheard of number ${round}\n\nMore.\n`;
    await appendFile(join(root, path), text);
  }
}

const FEATURES = [
  "Quiet hours",
  "Kill switch",
  "Invoicing",
  "Backpressure",
  "Returns handling",
  "Event replay",
  "Metrics",
];
