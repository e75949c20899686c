// The looks of the page, in light and dark, for wide and narrow screens. Colours keep a contrast of 4.5 at least.

export const STYLE = `
:root{color-scheme:light dark;--ground:#eef1f5;--card:#fff;--panel:#f6f8fa;--ink:#14181f;--soft:#535d6b;--line:#d9dfe6;--accent:#0a5bb0;--on-accent:#fff;--tint:#eaf3fd;--warn:#fff5dc;--warn-edge:#9a5c00;--warn-ink:#6b4100;--good:#10683a;--bad:#a4262c}
@media (prefers-color-scheme:dark){:root{--ground:#0c1016;--card:#151b23;--panel:#1b232d;--ink:#e8edf3;--soft:#a2aebc;--line:#2d3846;--accent:#7ab8f9;--on-accent:#06192d;--tint:#14263a;--warn:#2b210d;--warn-edge:#d9962b;--warn-ink:#f3cf8e;--good:#69d39a;--bad:#ff9c97}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;padding:clamp(0px,3vw,2.5rem);background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.card{max-width:62rem;margin:0 auto;background:var(--card);border:1px solid var(--line);border-radius:1rem;overflow:hidden;box-shadow:0 1px 2px rgb(0 0 0/.06),0 12px 32px rgb(0 0 0/.08)}
.card:has(.result){max-width:46rem}
.brand{display:flex;flex-wrap:wrap;align-items:center;gap:.5rem .75rem;padding:.875rem clamp(1.25rem,4vw,2.5rem);border-bottom:1px solid var(--line);color:var(--soft);font-size:.875rem}
.mark{position:relative;width:1.25rem;height:1.25rem;flex:none}
.mark::before,.mark::after{content:"";position:absolute;width:.8125rem;height:.8125rem;border:2px solid var(--accent);border-radius:.25rem}
.mark::before{top:0;left:0;opacity:.55}
.mark::after{right:0;bottom:0;background:var(--card)}
.badge{margin-left:auto;padding:.125rem .625rem;border-radius:1rem;background:var(--warn);color:var(--warn-ink);font-weight:600}
main{padding:clamp(1.25rem,4vw,2.25rem) clamp(1.25rem,4vw,2.5rem)}
h1{margin:0 0 .5rem;text-wrap:balance;font-size:clamp(1.375rem,1.1rem + 1.4vw,1.875rem);line-height:1.2;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{margin:0 0 .5rem;font-size:1rem;line-height:1.3}
p{margin:.5rem 0;overflow-wrap:anywhere}
ul{margin:0;padding-left:1.125rem}
li{margin:.25rem 0}
dl,dd{margin:0}
dt,dd{overflow-wrap:anywhere}
dt{color:var(--soft)}
.soft,.volume{color:var(--soft);font-size:.875rem}
.volume{margin:0 0 1rem}
.volume dl{display:flex;flex-wrap:wrap;gap:.125rem 1.25rem}
.volume dt,.volume dd{display:inline}
.volume dd{color:var(--ink)}
.word{white-space:nowrap}
.lead{max-width:44rem}
.alert,.warnings{margin:1rem 0;padding:.875rem 1.125rem;border:1px solid var(--warn-edge);border-left-width:.375rem;border-radius:.625rem;background:var(--warn);color:var(--ink);overflow-wrap:anywhere}
.alert{margin-top:0;font-weight:600}
.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 1rem;align-items:start}
.group{margin:1rem 0 0;padding:.875rem 1.125rem;border:1px solid var(--line);border-radius:.75rem;background:var(--panel);font-size:.9375rem}
.group div{display:grid;grid-template-columns:8.5rem minmax(0,1fr);gap:0 1rem;padding:.3125rem 0}
.group div+div{border-top:1px solid var(--line)}
.group.cost{background:var(--tint);border-color:transparent}
.cost dl{display:grid;grid-template-columns:6fr 5fr 4fr;gap:.75rem 1.5rem}
.cost div{display:block;padding:0}
.group.cost div+div{border:0}
.cost dd{font-weight:600}
.cost div:first-child dd{font-size:1.375rem;font-weight:700;line-height:1.25;letter-spacing:-.01em}
.cost div:last-child{grid-column:1/-1;font-size:.875rem}
.cost div:last-child dt,.cost div:last-child dd{display:inline;font-weight:400;color:var(--soft)}
.cost div:nth-child(2) .note{color:var(--ink)}
.group.tags div{grid-template-columns:minmax(0,2fr) minmax(0,3fr)}
.before{color:var(--soft)}
.after{font-weight:600}
.note{display:block;color:var(--soft);font-size:.875rem;font-weight:400;letter-spacing:normal}
.changes .note{color:var(--ink)}
form{display:flex;flex-wrap:wrap;align-items:center;gap:.75rem;margin:1.5rem 0 0}
button{min-height:3rem;padding:.5rem 1.75rem;border:1px solid var(--soft);border-radius:.625rem;background:var(--card);color:var(--ink);font:inherit;font-weight:600;cursor:pointer}
button.yes{border-color:var(--accent);background:var(--accent);color:var(--on-accent)}
button:hover{box-shadow:0 0 0 .1875rem var(--tint)}
button:focus-visible{outline:.1875rem solid var(--ink);outline-offset:.1875rem}
.until{flex:1 1 16rem;margin:0}
.result{display:grid;grid-template-columns:auto minmax(0,1fr);gap:0 1rem;align-items:start}
.sign{width:2.5rem;height:2.5rem;margin-top:.0625rem;border-radius:50%;border:2px solid currentColor;display:grid;place-items:center;font-size:1.25rem;line-height:1;font-weight:700}
.good .sign{color:var(--good)}
.bad .sign{color:var(--bad)}
.open .sign{color:var(--warn-edge)}
.calm .sign{color:var(--soft)}
.sign.turning{border-color:var(--line);border-top-color:var(--accent);animation:turn 1s linear infinite}
.facts{margin:1.5rem 0}
.facts dl{border-top:1px solid var(--line)}
.facts div{display:grid;grid-template-columns:minmax(7rem,11rem) minmax(0,1fr);gap:0 1rem;padding:.5rem 0;border-bottom:1px solid var(--line)}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@keyframes turn{to{transform:rotate(1turn)}}
@media (prefers-reduced-motion:reduce){.sign.turning{animation:none}}
@media (max-width:46rem){.columns,.cost dl{grid-template-columns:minmax(0,1fr)}}
@media (max-width:32rem){body{padding:0}.columns .word{white-space:normal}.card{border:0;border-radius:0;box-shadow:none;min-height:100vh}.badge{margin-left:0}button{flex:1 1 8rem}.group div,.facts div{grid-template-columns:6.5rem minmax(0,1fr)}.group.tags div{grid-template-columns:minmax(0,1fr)}.result{grid-template-columns:minmax(0,1fr)}.sign{margin-bottom:.75rem}}
`;
