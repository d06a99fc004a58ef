import type { Bullet, ContextBlock, ContextDocument, Heading } from "@t4/readers";
import { normalizePhrase } from "@t4/vocab";
import { beforeSeparator, cleanName, countWords } from "./clean-text.ts";

/** One section that lists components: its heading, and the sub-headings or bullets that name them. */
export interface ComponentSection {
  heading: Heading;
  named: Heading[] | Bullet[];
}

/** The sections of a document whose heading names components and under which some are named. */
export function findComponents(document: ContextDocument): ComponentSection[] {
  let known = KNOWN.get(document);
  if (known === undefined) {
    known = readSections(document.blocks);
    KNOWN.set(document, known);
  }
  return known;
}

/** A document is asked for its features and again for its components. */
const KNOWN = new WeakMap<ContextDocument, ComponentSection[]>();

function readSections(blocks: readonly ContextBlock[]): ComponentSection[] {
  const sections: ComponentSection[] = [];
  for (let index = 0; index < blocks.length; index += 1) {
    const heading = blocks[index] as ContextBlock;
    if (heading.kind !== "heading" || !namesComponents(heading.text)) continue;
    const end = sectionEnd(blocks, index, heading.level);
    const section = blocks.slice(index + 1, end);
    const subHeadings = directHeadings(section);
    const named = subHeadings.length > 0 ? subHeadings : outerBullets(section);
    if (named.length > 0) {
      sections.push({ heading, named });
      index = end - 1;
    }
  }
  return sections;
}

/** The component that a sub-heading or a bullet names; undefined when it is none. */
export function componentName(block: Heading | Bullet): string | undefined {
  const phrase = block.kind === "heading" ? beforeSeparator(cleanName(block.text)) : block.lead?.text;
  const name = cleanName(phrase ?? "");
  if (!/\p{L}/u.test(name) || NOT_COMPONENTS.has(normalizePhrase(name))) return undefined;
  return countWords(name) > MAX_NAME_WORDS || name.length > MAX_NAME_LENGTH ? undefined : name;
}

const MAX_NAME_WORDS = 6;
const MAX_NAME_LENGTH = 80;

/** True for "Components", "🧩 Key components", "Architecture / Components", "Building blocks", "Modules" and the like. */
function namesComponents(text: string): boolean {
  return COMPONENT_HEADING.test(normalizePhrase(cleanName(text)));
}

const COMPONENT_HEADING =
  /^(?:(?:the|our|all|key|main|core|major|primary|internal|system|software|service|module|package|architecture|architectural|design|list of|overview of) ){0,4}(?:components?|building blocks?|modules|sub ?modules|sub ?systems)(?: (?:overview|list|map|breakdown|index|(?:and|of|in) .{1,40}))?$/;

/** What people write under a heading of components besides components. */
const NOT_COMPONENTS = new Set(
  [
    "overview,summary,introduction,diagram,notes,note,see also,example,examples,usage,description,details,responsibilities",
    "dependencies,table of contents,how it works,how they fit together,interactions,data flow,design notes",
  ]
    .join(",")
    .split(","),
);

function sectionEnd(blocks: readonly ContextBlock[], start: number, level: number): number {
  const end = blocks.findIndex((block, index) => index > start && block.kind === "heading" && block.level <= level);
  return end < 0 ? blocks.length : end;
}

/** Headings that no other heading of the section stands above. */
function directHeadings(section: readonly ContextBlock[]): Heading[] {
  const direct: Heading[] = [];
  let highest = Number.POSITIVE_INFINITY;
  for (const block of section) {
    if (block.kind !== "heading" || block.level > highest) continue;
    highest = block.level;
    if (componentName(block) !== undefined) direct.push(block);
  }
  return direct;
}

function outerBullets(section: readonly ContextBlock[]): Bullet[] {
  const bullets = section.filter((block): block is Bullet => block.kind === "bullet");
  const depth = bullets.reduce((least, bullet) => Math.min(least, bullet.depth), Number.POSITIVE_INFINITY);
  return bullets.filter((bullet) => bullet.depth === depth && componentName(bullet) !== undefined);
}
