/** Consecutive lines of one block that belong together: a bullet without its sign, or running text. */
export interface Segment {
  bullet: boolean;
  text: string;
  line: number;
}

/**
 * Parts a block's lines where one begins with a sign that people use as a bullet and Markdown does not know (`•`, `✅`, …).
 * After such a line, and inside a list item (`inItem`), dashes, stars and numbers lead bullets too, since Markdown reads a
 * second list style, or one that is indented too far, as continued text. A dash also does at the start and after a colon.
 */
export function splitBullets(content: string, line: number, inItem: boolean): Segment[] {
  const segments: Segment[] = [];
  let before = "";
  content.split("\n").forEach((text, index) => {
    const current = segments.at(-1);
    const mark = markOf(text, { inBullet: current ? current.bullet : false, first: index === 0, before, inItem });
    if (current === undefined) {
      segments.push({ bullet: inItem || mark > 0, text: text.slice(mark), line });
    } else if (mark > 0) {
      segments.push({ bullet: true, text: text.slice(mark), line: line + index });
    } else {
      current.text += `\n${text}`;
    }
    before = text;
  });
  return segments;
}

interface Place {
  inBullet: boolean;
  first: boolean;
  before: string;
  inItem: boolean;
}

/** How many characters of the line are a bullet's sign; 0 when it has none. */
function markOf(text: string, place: Place): number {
  const strong = STRONG.exec(text)?.[0].length;
  if (strong !== undefined) return strong;
  const afterColon = COLON_END.test(place.before);
  if (place.inBullet || afterColon) return WEAK.exec(text)?.[0].length ?? 0;
  return place.first && !place.inItem ? (DASH.exec(text)?.[0].length ?? 0) : 0;
}

const STRONG = /^\s*(?:[•‣◦▪▫●○■□▸►⁃∙·➤✅✔✓☑☐✗✘❌]\uFE0F?|[0-9]\uFE0F?\u20E3)\s*(?=\S)/u;
const WEAK = /^\s*(?:[-*+–—]|\d{1,3}[.)])\s+(?=\S)/u;
const DASH = /^\s*[–—]\s+(?=\S)/u;
const COLON_END = /[:：]\**\s*$/u;
