/** The page's style sheet. Colours are variables, so that the charts follow light and dark too; each pair has a contrast of 4.5 or more. */
export const STYLE = `
:root{--page:#f6f7f9;--card:#fff;--ink:#1b1f24;--muted:#59636e;--grid:#dfe3e8;--edge:#d5dae0;
--coverage:#0b6e4f;--p95:#1f5fbf;--p50:#7a8794;--regression:#b3261e;--improvement:#0b6e4f}
@media (prefers-color-scheme:dark){:root{--page:#0f1318;--card:#181d24;--ink:#e8ebef;--muted:#9aa5b1;--grid:#2b323b;--edge:#2f3742;
--coverage:#4fd0a0;--p95:#7ab0ff;--p50:#93a0ad;--regression:#ff8a80;--improvement:#4fd0a0}}
*{box-sizing:border-box;margin:0}
body{background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;padding:24px 16px 48px}
header,main{max-width:1240px;margin:0 auto}
h1{font-size:26px;line-height:1.2}
h2{font-size:17px;margin:28px 0 12px}
h3{font-size:15px;overflow-wrap:anywhere}
header p,small,.none,.dates,dt{color:var(--muted)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(104px,1fr));gap:12px;margin-top:20px}
.tiles div,article{background:var(--card);border:1px solid var(--edge);border-radius:10px;padding:14px 16px}
.tiles dd{font-size:24px;font-weight:600;line-height:1.2}
dt,small,.none,.dates,.verdict{font-size:13px}
ul{list-style:none;padding:0}
.changes li{padding:6px 0;border-bottom:1px solid var(--grid);overflow-wrap:anywhere}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,340px),1fr));gap:16px}
article{content-visibility:auto;contain-intrinsic-size:auto 430px;min-width:0}
figure{margin-top:12px}
figcaption{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 8px}
figcaption span{white-space:nowrap}
figcaption small{margin-left:auto}
.swatch{display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:6px}
.swatch.coverage{background:var(--coverage)}.swatch.p95{background:var(--p95)}.swatch.p50{background:var(--p50)}
svg{display:block;width:100%;height:auto;margin-top:6px}
svg text{font:11px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.dates{display:flex;justify-content:space-between;padding-left:14%;font-variant-numeric:tabular-nums}
.dates.one{justify-content:center}
.none{margin-top:12px}
.verdict{margin-top:8px;overflow-wrap:anywhere}
.badge{display:inline-block;border:1px solid currentcolor;border-radius:999px;padding:0 8px;font-size:12px;color:var(--muted)}
.badge.regression{color:var(--regression)}.badge.improvement{color:var(--improvement)}
.names{columns:220px;column-gap:24px}
.names li{break-inside:avoid;overflow-wrap:anywhere}
`;
