/** A text with slots, as data. A slot is `{{name}}`. */
export interface Template<Slot extends string> {
  /** Where it goes, relative to the module's folder; may hold slots. */
  path: string;
  /** What it is for, in a few words. */
  purpose: string;
  text: string;
  /** Names of files that stand for it where they are there; beside its own name, in any case of letters. */
  instead?: RegExp;
  /** Never set: it keeps templates with other slots apart. */
  slots?: readonly Slot[];
}

/** A file that a scaffold proposes. */
export interface ScaffoldFile {
  /** Relative to the module's folder. */
  path: string;
  purpose: string;
  text: string;
  /** True for a file of the module's folder, by its name in the same folder, that stands for this one. */
  isStoodForBy: (name: string) => boolean;
}

/** The file that a template makes; what stands in a slot is put there once and not read again. Throws for a slot that is not given, which is a mistake of the template. */
export function fillTemplate<Slot extends string>(
  template: Template<Slot>,
  slots: Readonly<Record<Slot, string>>,
): ScaffoldFile {
  const fill = (text: string): string =>
    text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
      if (!Object.hasOwn(slots, name)) throw new Error(`no value for the slot ${name} of ${template.path}`);
      return slots[name as Slot];
    });
  const path = fill(template.path);
  const own = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const { purpose, instead } = template;
  const isStoodForBy = (name: string): boolean => name.toLowerCase() === own || instead?.test(name) === true;
  return { path, purpose, text: fill(template.text), isStoodForBy };
}
