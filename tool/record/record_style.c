/*
 * record_style.c - the record's style sheet: paper, screen, phone and dark.
 *
 * Pictures keep the colours that record_figure.c gave them in the light; in the dark they are found
 * by these colours and lifted. No fonts are fetched: the reader's own serif, sans and mono.
 */
#include "record/record_doc.h"

/* X(colour in the light, colour in the dark): figure_ink_hex, and the axes of record_plot.c. */
#define INKS(X)                                                                                    \
    X("#2b2b2b", "#e4e2dd")                                                                        \
    X("#0068a8", "#6db6ee")                                                                        \
    X("#c9560b", "#f0935a")                                                                        \
    X("#00805c", "#4cc49d")                                                                        \
    X("#b0568f", "#df93c2")                                                                        \
    X("#3f9fd6", "#8fd0f5")                                                                        \
    X("#b58900", "#dfbd4c")                                                                        \
    X("#858585", "#a0a0a0")                                                                        \
    X("#9a9a9a", "#6d6d6d")                                                                        \
    X("#e4e4e4", "#34373b")                                                                        \
    X("#555555", "#b9b7b2")

#define IN_THE_DARK(light, dark)                                                                   \
    "svg [stroke=\"" light "\"]{stroke:" dark "}svg [fill=\"" light "\"]{fill:" dark               \
    "}svg [color=\"" light "\"]{color:" dark "}\n"

/* In pieces, because C promises no more than 4095 bytes in one. */
const char *const doc_style[] = {
    ":root{--paper:#fdfdfb;--ink:#22241f;--soft:#5f625c;--line:#dcdcd6;--wash:#f4f4ef;"
    "--link:#0b5a8a;--good:#0a6b4d;--goodwash:#e3f3ec;--bad:#a3400a;--badwash:#fbeadf;"
    "--plain:#55585a;--plainwash:#ececea}\n"
    "*{box-sizing:border-box}\n"
    "html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);line-height:1.6;font-size:17px;"
    "font-family:'Source Serif 4','Source Serif Pro',Charter,'Bitstream Charter',Cambria,Georgia,"
    "'Noto Serif CJK SC','Songti SC',SimSun,serif}\n"
    ":lang(zh-CN) body{line-height:1.75}\n"
    "main{max-width:50rem;margin:0 auto;padding:1.5rem 1.25rem 5rem}\n"
    "h1,h2,h3,nav,table,figcaption,.chip,.small,summary,svg text,strong.lead{"
    "font-family:'Inter','Source Sans 3','Helvetica Neue',Helvetica,Arial,'Noto Sans CJK SC',"
    "'PingFang SC','Microsoft YaHei',sans-serif}\n"
    "h1{font-size:2rem;line-height:1.2;margin:1rem 0 .5rem;letter-spacing:-.01em}\n"
    "h2{font-size:1.4rem;line-height:1.25;margin:3.2rem 0 .8rem;padding-top:.7rem;"
    "border-top:1px solid var(--line)}\n"
    "h3{font-size:1.1rem;line-height:1.3;margin:2.6rem 0 .6rem}\n"
    ".no{color:var(--soft);font-weight:400;margin-right:.35em}\n"
    "p{margin:.7rem 0;text-wrap:pretty;overflow-wrap:anywhere}\n"
    "a{color:var(--link);text-underline-offset:.15em}\n"
    "strong.lead{font-size:.86em;letter-spacing:.01em;margin-right:.3em}\n"
    ".small{font-size:.82rem;line-height:1.5;color:var(--soft)}\n"
    "li{margin:.3rem 0;overflow-wrap:anywhere}\n"
    ".note{border-left:3px solid var(--plain);background:var(--plainwash);padding:.5rem .9rem;"
    "border-radius:0 4px 4px 0}\n"
    ".note.good{border-color:var(--good);background:var(--goodwash)}\n"
    ".note.bad{border-color:var(--bad);background:var(--badwash)}\n"
    "pre.diff{background:var(--wash);border:1px solid var(--line);border-radius:4px;margin:.8rem 0;"
    "padding:.5rem 0;overflow-x:auto;font:.82rem/1.55 ui-monospace,'SF Mono',Menlo,Consolas,"
    "'DejaVu Sans Mono',monospace}\n"
    "pre.diff>*{display:inline-block;min-width:100%;padding:0 .9rem;text-decoration:none}\n"
    "pre.diff del{color:var(--bad);background:var(--badwash)}\n"
    "pre.diff ins{color:var(--good);background:var(--goodwash)}\n",
    ".scroll{overflow-x:auto;-webkit-overflow-scrolling:touch}\n"
    "table{border-collapse:collapse;font-size:.82rem;line-height:1.4;margin:1rem 0;width:100%;"
    "font-variant-numeric:tabular-nums lining-nums}\n"
    "caption{caption-side:top;text-align:left;color:var(--soft);padding-bottom:.5rem}\n"
    "caption b,figcaption b{color:var(--ink);font-weight:600}\n"
    "th,td{padding:.32rem .55rem;text-align:left;vertical-align:top}\n"
    "th:first-child,td:first-child{padding-left:.2rem}\n"
    "thead th{font-weight:600;border-bottom:1.5px solid var(--ink);vertical-align:bottom}\n"
    "tbody tr{border-bottom:1px solid var(--line)}\n"
    "tr.floor td{color:var(--soft);font-style:italic;border-top:1px solid var(--soft)}\n"
    ".n{text-align:right;white-space:nowrap}\n"
    ".chip{display:inline-block;padding:0 "
    ".5em;border-radius:3px;font-size:.92em;white-space:nowrap}"
    "\n.chip.good{color:var(--good);background:var(--goodwash)}\n"
    ".chip.bad{color:var(--bad);background:var(--badwash)}\n"
    ".chip.plain{color:var(--plain);background:var(--plainwash)}\n"
    "figure{margin:1.4rem 0 1.8rem}\n"
    "figure svg{display:block;width:100%;min-width:34rem;height:auto}\n"
    "figcaption{font-size:.82rem;line-height:1.5;color:var(--soft);margin-top:.35rem}\n"
    ".files{white-space:nowrap;font-size:.92em}\n"
    "details{margin:1rem 0}\n"
    "summary{cursor:pointer;font-size:.88rem;color:var(--link)}\n"
    "nav{font-size:.85rem;line-height:1.4;max-width:50rem;margin:0 auto;padding:1.25rem 1.25rem "
    "0}\n"
    "nav summary{font-weight:600;color:var(--ink)}\n"
    "nav ol{list-style:none;margin:.5rem 0 0;padding:0}\n"
    "nav li{margin:.15rem 0}\nnav li.l2{padding-left:1.3rem}\n"
    "nav a{text-decoration:none;color:var(--soft)}\nnav a:hover{color:var(--link)}\n"
    "nav li.l1>a{color:var(--ink)}\nnav a span{color:var(--soft);margin-right:.3em}\n",
    "@media(min-width:78rem){nav{position:fixed;top:0;left:0;bottom:0;width:17rem;overflow-y:auto;"
    "margin:0;padding:2.2rem 1rem 2rem 1.5rem;border-right:1px solid var(--line)}"
    "body{padding-left:17rem}}\n"
    "@media(max-width:40rem){body{font-size:16px}h1{font-size:1.6rem}main{padding:1rem 1rem 4rem}"
    "nav{padding:1rem 1rem 0}}\n"
    "@media screen and (prefers-color-scheme:dark){\n"
    ":root{--paper:#191b1e;--ink:#e4e2dd;--soft:#a3a29d;--line:#34373b;--wash:#202327;"
    "--link:#7fbdec;--good:#7ed3b2;--goodwash:#17332a;--bad:#f2a57a;--badwash:#3a2416;"
    "--plain:#b9b7b2;--plainwash:#2a2d31}\n" INKS(
        IN_THE_DARK) "}\n"
                     "@media print{@page{size:A4;margin:20mm "
                     "18mm}body{font-size:10pt;line-height:1.45;"
                     "background:#fff;color:#000;padding:0}main{max-width:none;padding:0}nav{"
                     "padding:0;margin:0;"
                     "position:static;width:auto;border:0;max-width:none}nav ol{columns:2}"
                     "h2{margin-top:1.6rem}h2,h3{break-after:avoid}figure,pre,tr,.note,.scroll{"
                     "break-inside:avoid}"
                     "caption{break-after:avoid}p{orphans:3;widows:3}"
                     "figure "
                     "svg{min-width:0;max-height:235mm}.scroll{overflow:visible}.files{display:"
                     "none}"
                     "a{color:inherit;text-decoration:none}table{font-size:8pt}figcaption{font-"
                     "size:8pt}"
                     "th,td{padding:.2rem "
                     ".35rem}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}\n",
    NULL};
