/** The page's look: light and dark by the reader's setting, one column on a phone, black on white on paper. */
export const PAGE_STYLE = `
:root {
  --paper: #ffffff; --panel: #f5f6f8; --ink: #1c2127; --muted: #5b6570; --line: #dcdfe4; --link: #0b5cad;
  --good: #166b3f; --good-panel: #e8f5ee; --neutral: #4a6585; --neutral-panel: #edf2f8;
  --caution: #9a5b00; --caution-panel: #fdf3e1; --bad: #b3261e; --bad-panel: #fcebea; --bar: #d5e4f3;
  --series-1: #0b6fb8; --series-2: #d1570a; --series-3: #118a62; --series-4: #a4508b;
  --series-5: #b58900; --series-6: #2aa1c0; --series-7: #6a5acd; --series-8: #7a6a58;
  --range-1: #e88a4a; --range-2: #dcb445; --range-3: #62b89c; --range-4: #62a3da;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --panel: #1d2126; --ink: #e6e9ed; --muted: #9ba5b0; --line: #343a42; --link: #78b8f2;
    --good: #58c48d; --good-panel: #14291f; --neutral: #9db8d8; --neutral-panel: #1a2430;
    --caution: #e8b14d; --caution-panel: #2c2412; --bad: #f0857d; --bad-panel: #331b1a; --bar: #24405b;
    --series-1: #5aaeee; --series-2: #f2924f; --series-3: #4cc79a; --series-4: #dd92c6;
    --series-5: #e0bb45; --series-6: #6fd0e8; --series-7: #a79cf0; --series-8: #c2b09b;
    --range-1: #a1511c; --range-2: #7b6415; --range-3: #20735a; --range-4: #275f96;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 3.2rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
header, main { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
main { padding-bottom: 4rem; }
h1 { margin: 0; font-size: 2rem; line-height: 1.15; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 0 0 0.9rem; font-size: 1.3rem; line-height: 1.25; }
h3 { margin: 1.5rem 0 0.5rem; font-size: 1rem; }
p { margin: 0.5rem 0; }
a { color: var(--link); }
section { padding-top: 2.4rem; }
.kicker { margin: 0; color: var(--muted); font-size: 0.85rem; letter-spacing: 0.06em; text-transform: uppercase; }
.note, .interval { color: var(--muted); font-size: 0.88rem; }
header .note { overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: 0.3rem 1.1rem; padding: 0.6rem 0; margin-top: 0.8rem; border-block: 1px solid var(--line); }
nav a { text-decoration: none; font-size: 0.92rem; }
nav a:hover { text-decoration: underline; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.86em; }
pre { overflow-x: auto; margin: 0.6rem 0; padding: 0.9rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; line-height: 1.55; }
pre code { font-size: 0.82rem; }
.digest { overflow-wrap: anywhere; }

.callout { margin: 0.8rem 0; padding: 0.85rem 1.1rem; border-left: 4px solid var(--tone); border-radius: 0 6px 6px 0; background: var(--tone-panel); }
.callout p { margin: 0.2rem 0; }
.callout ul { margin: 0.2rem 0; padding-left: 1.2rem; }
.callout .headline { font-weight: 650; font-size: 1.05rem; color: var(--tone); }
#glance .callout .headline { font-size: 1.25rem; }
.lead { font-size: 1.2rem; line-height: 1.45; max-width: 56rem; }
.good { --tone: var(--good); --tone-panel: var(--good-panel); }
.neutral { --tone: var(--neutral); --tone-panel: var(--neutral-panel); }
.caution { --tone: var(--caution); --tone-panel: var(--caution-panel); }
.bad { --tone: var(--bad); --tone-panel: var(--bad-panel); }

.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)); gap: 0.8rem; margin: 0.9rem 0; }
.cards.small { grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); }
.card { padding: 0.9rem 1.1rem; border: 1px solid var(--line); border-radius: 8px; background: var(--panel); }
.card p { margin: 0.1rem 0; }
.card .name { font-size: 0.9rem; color: var(--muted); }
.card .value { font-size: 2.4rem; line-height: 1.15; font-weight: 650; font-variant-numeric: tabular-nums; }
.cards.small .value { font-size: 1.45rem; }
.cards.small .note { font-size: 0.8rem; }
.between, .examples { color: var(--muted); font-size: 0.85em; }
.between { white-space: nowrap; }
.card .interval strong { color: var(--ink); font-weight: 600; white-space: nowrap; }

.facts { margin: 0.9rem 0; font-size: 0.94rem; }
.facts div { display: grid; grid-template-columns: minmax(0, 17rem) minmax(0, 1fr); gap: 0.2rem 1.2rem; padding: 0.32rem 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }

.scroll { overflow-x: auto; margin: 0.9rem 0; }
.compact { max-width: 46rem; }
table { width: 100%; border-collapse: collapse; font-size: 0.92rem; }
th, td { padding: 0.38rem 0.7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { padding-left: 0.3rem; }
th:last-child, td:last-child { padding-right: 0.5rem; }
th { color: var(--muted); font-weight: 600; font-size: 0.84rem; white-space: nowrap; border-bottom-width: 2px; }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tbody tr:hover { background: var(--panel); }
tr.chosen { background: var(--good-panel); }
tr.total td { font-weight: 600; border-bottom: 0; }
td .code { display: block; overflow-wrap: anywhere; min-width: 9rem; }
#trials-table .code { min-width: 14rem; }
#trials-table td.text.minor { min-width: 6rem; }
td .title { display: block; color: var(--muted); font-size: 0.86em; line-height: 1.35; overflow-wrap: anywhere; }
td.bar { min-width: 6.5rem; padding-bottom: 0.6rem; background: linear-gradient(var(--bar), var(--bar)) no-repeat right 0.5rem bottom 0.25rem / calc(5rem * var(--bar-share, 0)) 0.25rem; }
tr.more > td { padding: 0 0.8rem 0.6rem 1.6rem; background: var(--panel); }
tr.more .facts { margin: 0.4rem 0; }
td .opener { all: unset; cursor: pointer; display: block; position: relative; padding-left: 1rem; width: 100%; box-sizing: border-box; }
td .opener:hover .code, td .opener:focus-visible .code { text-decoration: underline; }
td .opener:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
td .opener::before { content: "\\25b8"; position: absolute; left: 0; color: var(--muted); }
td .opener[aria-expanded="true"]::before { content: "\\25be"; }
th button { all: unset; cursor: pointer; color: inherit; }
th button:hover, th button:focus-visible { color: var(--ink); text-decoration: underline; }
th button::after { content: "\\00a0\\2195"; opacity: 0.45; }
th[aria-sort="ascending"] button::after { content: "\\00a0\\2191"; opacity: 1; }
th[aria-sort="descending"] button::after { content: "\\00a0\\2193"; opacity: 1; }
.filter { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1rem; }
.filter input { font: inherit; font-size: 1rem; padding: 0.35rem 0.6rem; width: min(20rem, 60vw); color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; }
.filter output { color: var(--muted); font-size: 0.9rem; }
#codes .scroll:has(#codes-table), .scroll-box .scroll { max-height: 34rem; overflow-y: auto; border: 1px solid var(--line); border-radius: 8px; }
#codes-table thead th { position: sticky; top: 0; background: var(--paper); box-shadow: inset 0 -2px var(--line); }
#codes-table th:first-child, #codes-table td:first-child { padding-left: 0.8rem; }

.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem 2rem; }
.chart { margin: 1rem 0 0.4rem; min-width: 0; max-width: 36rem; }
.chart figcaption { font-size: 0.95rem; font-weight: 600; margin-bottom: 0.4rem; }
.chart svg { display: block; width: 100%; height: auto; }
.chart .narrow { display: none; }
.coverage .charts { align-items: center; }
.coverage .chart > div { position: relative; }
.coverage .wide { --left: 10.36%; --plot: 86.43%; }
.coverage .narrow { --left: 17.06%; --plot: 77.65%; }
.scripted .coverage .chart > div::after { content: ""; position: absolute; top: 8%; bottom: 16%; left: calc(var(--left) + var(--plot) * var(--reviewed)); border-left: 2px solid var(--muted); }
.slider label { font-weight: 600; font-size: 0.95rem; }
.slider input { width: 100%; max-width: 26rem; margin: 0.5rem 0; accent-color: var(--link); }
:root:not(.scripted) .slider label, :root:not(.scripted) .slider input { display: none; }
.slider output { font-variant-numeric: tabular-nums; font-weight: 600; }
.legend { display: flex; flex-wrap: wrap; gap: 0.15rem 1.2rem; margin: 0.2rem 0 0; padding: 0; list-style: none; color: var(--muted); font-size: 0.84rem; }
.legend li::before { content: ""; display: inline-block; width: 1rem; height: 0.25rem; margin-right: 0.45rem; vertical-align: middle; border-radius: 2px; background: var(--series); }
.chart.broad { max-width: 56rem; }
.icicle { display: grid; grid-template-columns: minmax(0, 1fr) 15.5rem; gap: 0 2rem; align-items: start; }
.icicle .chart > div { overflow: hidden; }
.ranges { width: auto; font-size: 0.84rem; margin-top: 2.6rem; }
.ranges caption { text-align: left; font-weight: 600; padding-bottom: 0.3rem; }
.ranges th { white-space: normal; vertical-align: bottom; padding: 0.2rem 0.3rem 0.2rem 0; font-weight: 400; border: 0; }
.ranges td { padding: 0 0.3rem 0.3rem 0; border: 0; }
.swatch { display: block; width: 2.3rem; height: 1.1rem; background: var(--swatch); opacity: var(--strength); }
.pointed { min-height: 3rem; overflow-wrap: anywhere; font-size: 0.92rem; }
.tree-box { max-height: 34rem; overflow-y: auto; }
.tree { list-style: none; margin: 0.2rem 0; padding-left: 1.2rem; font-size: 0.92rem; font-variant-numeric: tabular-nums; }
.tree details { margin: 0; }
.tree summary { color: inherit; }
.tree .leaf { padding-left: 1rem; }
details { margin: 0.9rem 0; }
summary { cursor: pointer; color: var(--link); }

@media (max-width: 40rem) {
  header, main { padding-inline: 1rem; }
  h1 { font-size: 1.6rem; }
  .minor { display: none; }
  .chart .wide { display: none; }
  .chart .narrow { display: block; }
  .icicle { grid-template-columns: minmax(0, 1fr); }
  .ranges { margin-top: 0; }
  .facts div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
  .card .value { font-size: 2rem; }
  th, td { padding-inline: 0.45rem; }
  td .code { min-width: 6rem; }
  #trials-table .code { min-width: 10.4rem; }
  td.bar { min-width: 4.6rem; background-size: calc(4.2rem * var(--bar-share, 0)) 0.25rem; }
  #codes .scroll:has(#codes-table) { max-height: 26rem; }
}
@media print {
  :root {
    --paper: #fff; --panel: #fff; --ink: #000; --muted: #444; --line: #bbb; --link: #000; --bar: #e4e4e4;
    --good: #000; --good-panel: #fff; --neutral: #000; --neutral-panel: #fff; --caution: #000; --caution-panel: #fff; --bad: #000; --bad-panel: #fff;
    --series-1: #0b6fb8; --series-2: #d1570a; --series-3: #118a62; --series-4: #a4508b;
    --series-5: #b58900; --series-6: #2aa1c0; --series-7: #6a5acd; --series-8: #7a6a58;
    --range-1: #e88a4a; --range-2: #dcb445; --range-3: #62b89c; --range-4: #62a3da;
  }
  body { font-size: 10pt; }
  .charts { grid-template-columns: 1fr 1fr; }
  .chart .wide { display: none; }
  .chart .narrow { display: block; }
  .chart.broad .wide { display: block; }
  .chart.broad .narrow, .pointed { display: none; }
  .tree-box { max-height: none; overflow: visible; }
  .facts { font-size: 9pt; }
  table { font-size: 8pt; }
  th { font-size: 7.5pt; }
  th, th.number, td.number { white-space: normal; }
  th, td { padding: 0.2rem 0.3rem; }
  td .code, #trials-table .code, #trials-table td.text.minor { min-width: 0; }
  td.bar { min-width: 4.4rem; padding-bottom: 0.4rem; background-size: calc(4rem * var(--bar-share, 0)) 0.2rem; background-position: right 0.2rem bottom 0.1rem; }
  .slider input, .slider label { display: none; }
  nav, .filter, th button::after { display: none; }
  #codes .scroll:has(#codes-table), .scroll-box .scroll { max-height: none; overflow: visible; border: 0; }
  .chart, .callout, .card, tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  thead { display: table-header-group; }
}
`;
