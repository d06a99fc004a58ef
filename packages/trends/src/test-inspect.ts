/// <reference lib="dom" />
/* oxlint-disable unicorn/consistent-function-scoping -- It runs inside the page, where nothing but itself is known. */

/** What a reader would stumble over: parts that stick out, charts without a size, texts too small or too faint; colours as they come out. */
export function inspectPage() {
  const luminance = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? [])
      .map((part) => Number(part) / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a: string, b: string) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
    return (high + 0.05) / (low + 0.05);
  };
  const boxOf = (element: Element) => element.getBoundingClientRect();
  const behind = (element: Element) =>
    getComputedStyle(element.closest("article,.tiles div") ?? document.body).backgroundColor;
  const all = (selector: string) => [...document.querySelectorAll(selector)];
  const near = all("header *,.tiles *,.changes *,.names *,article:nth-child(-n+20),article:nth-child(-n+20) *");
  const leaves = near.filter(
    ({ childElementCount, textContent }) => childElementCount === 0 && textContent?.trim() !== "",
  );
  return {
    articles: all("article").length,
    charts: all("svg").length,
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    stickOut: near.filter((element) => boxOf(element).right > innerWidth + 0.5 && boxOf(element).width > 0).length,
    flat: near
      .filter(({ tagName }) => tagName === "svg")
      .filter((element) => boxOf(element).width < 200 || boxOf(element).height < 60).length,
    tiny: leaves
      .filter((element) => boxOf(element).height > 0 && boxOf(element).height < 9)
      .map(({ textContent }) => textContent),
    faint: leaves
      .map((element) => {
        const { fill, color } = getComputedStyle(element);
        return {
          text: element.textContent,
          ratio: contrast(element.tagName === "text" ? fill : color, behind(element)),
        };
      })
      .filter(({ ratio }) => ratio < 4.5),
    lines: [
      ...new Set(near.filter(({ tagName }) => tagName === "path").map((path) => getComputedStyle(path).stroke)),
    ].sort(),
    background: getComputedStyle(document.body).backgroundColor,
  };
}
