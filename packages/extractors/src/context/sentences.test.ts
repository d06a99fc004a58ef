import { expect, it } from "vitest";
import { splitSentences } from "./sentences.ts";

it.each([
  ["One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]],
  ["Providers, e.g. NorthPay, i.e. Others. Next.", ["Providers, e.g. NorthPay, i.e. Others.", "Next."]],
  ["Since v. 2 and No. 7 it runs vs. The others. Next.", ["Since v. 2 and No. 7 it runs vs. The others.", "Next."]],
  ["Version v1.2 costs 3.5 percent. See config.json Now.", ["Version v1.2 costs 3.5 percent.", "See config.json Now."]],
  ['He said "Stop." Then (it went.) Then.', ['He said "Stop."', "Then (it went.)", "Then."]],
  ["J. Doe wrote it. 3 times.", ["J. Doe wrote it.", "3 times."]],
  ["Ends… Then. small follows. Ünder.", ["Ends…", "Then. small follows.", "Ünder."]],
  ["第一句。第二句。", ["第一句。", "第二句。"]],
  ["  ", []],
])("splits %j", (text, sentences) => {
  expect(splitSentences(text)).toEqual(sentences);
});
