/** What HTML in a document leads to, and what it can be led to by. */
export interface HtmlLinks {
  links: { target: string; offset: number }[];
  anchors: string[];
  /** Texts of headings. */
  headings: string[];
}

// Values are bounded, so that quotes that nobody closes cost no more than that each.
const TAG =
  /<([a-zA-Z][\w-]{0,40})((?:\s{1,200}[^\s"'<>/=]{1,100}(?:\s{0,20}=\s{0,20}(?:"[^"]{0,4000}"|'[^']{0,4000}'|[^\s"'=<>`]{1,4000}))?){0,50})\s{0,200}\/?>/g;
const ATTRIBUTE = /([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))/g;
const HEADING = /<(h[1-6])(?:\s[^<>]{0,400})?>([^]{0,1000}?)<\/\1>/gi;

/** Reads tags of HTML: `href` of links, `src` of images, and what can be led to. Comments count for nothing. */
export function readHtml(given: string): HtmlLinks {
  const html = blankComments(given);
  const links: HtmlLinks["links"] = [];
  const anchors: string[] = [];
  for (const tag of html.matchAll(TAG)) {
    const [, name = "", attributes = ""] = tag;
    const from = tag.index + 1 + name.length;
    for (const attribute of attributes.matchAll(ATTRIBUTE)) {
      const [whole, key = "", double, single, bare] = attribute;
      const value = double ?? single ?? bare ?? "";
      const offset = from + attribute.index + whole.length - value.length - (bare === undefined ? 1 : 0);
      const what = `${name.toLowerCase()} ${key.toLowerCase()}`;
      if ((what === "a href" || what === "img src") && value !== "") links.push({ target: unescape(value), offset });
      if (what === "a name" || key.toLowerCase() === "id") anchors.push(unescape(value));
    }
  }
  const headings = [...html.matchAll(HEADING)].map(([, , inner = ""]) =>
    unescape(inner.replaceAll(/<[^<>]*>/g, "").trim()),
  );
  return { links, anchors, headings };
}

/** The text with comments blanked out, every other character where it was. */
function blankComments(html: string): string {
  return html.replaceAll(/<!--[^]*?(?:-->|$)/g, (comment) => comment.replaceAll(/[^\n]/g, " "));
}

function unescape(value: string): string {
  return value
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
