import { describe, expect, it } from "vitest";
import type { CodeModule } from "../code.ts";
import { EarlyAnswers } from "./early-answers.ts";

const moduleAt = (dir: string): CodeModule => ({
  name: dir,
  dir,
  manifestPath: `${dir}/module.manifest.json`,
  files: [],
});
const modules = Array.from({ length: 1000 }, (_, index) => moduleAt(`m${index}`));

function recorded() {
  const asked: string[] = [];
  const answers = new EarlyAnswers((type, { dir }) => {
    const question = `${type} ${dir}`;
    asked.push(question);
    return Promise.resolve(question);
  });
  return { asked, answers };
}

describe("EarlyAnswers", () => {
  it("asks each question once, whoever wants it and when", async () => {
    const { asked, answers } = recorded();
    expect(await answers.take("readPython", modules[3]!)).toBe("readPython m3");
    answers.expect(modules);
    for (const module of modules) {
      if (module.dir !== "m3") expect(await answers.take("readPython", module)).toBe(`readPython ${module.dir}`);
      expect(await answers.take("readReports", module)).toBe(`readReports ${module.dir}`);
    }
    expect(asked).toHaveLength(2 * modules.length);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it("is ahead of who asks, but not by all that is expected", async () => {
    const { asked, answers } = recorded();
    answers.expect(modules);
    expect(asked).toHaveLength(512);
    await answers.take("readReports", modules[0]!);
    await answers.take("readPython", modules[0]!);
    expect(asked).toHaveLength(514);
  });

  it("answers what it did not expect, also when nobody takes what it did", async () => {
    const { asked, answers } = recorded();
    answers.expect(modules);
    expect(await answers.take("readPython", modules[999]!)).toBe("readPython m999");
    expect(asked).toHaveLength(513);
  });
});
