"""How an exported page looks: by day, by night, and on paper.

Every colour of text has a contrast of at least 4.5 to 1 on its ground (WCAG 2.2, 1.4.3); a
test computes it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ground": "#ffffff",
        "raised": "#f4f5f7",
        "text": "#1f2328",
        "muted": "#59636e",
        "line": "#d1d9e0",
        "link": "#0b57b0",
        "fault": "#a3262f",
        "keyword": "#7539ab",
        "number": "#8a4500",
        "string": "#2c6e2f",
        "escape": "#00666f",
        "function": "#1b57a3",
        "type": "#6f5000",
        "tag": "#a82a3b",
        "comment": "#5f666e",
    }
)
DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ground": "#14171c",
        "raised": "#1e232a",
        "text": "#e4e7eb",
        "muted": "#a3acb8",
        "line": "#3a424d",
        "link": "#8db8ec",
        "fault": "#f0a3aa",
        "keyword": "#c3a6e8",
        "number": "#dba982",
        "string": "#a5c793",
        "escape": "#86c5cc",
        "function": "#8db8ec",
        "type": "#dfc58c",
        "tag": "#e6969f",
        "comment": "#9aa3ad",
    }
)

_TOKENS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "keyword": "k kd kn kp kr ow sa",
        "number": "m mb mf mh mi mo il kc no ld",
        "string": "s sb sc dl sd s2 sh sx s1 ss gi",
        "escape": "se si sr nb bp nd",
        "function": "nf fm gu",
        "type": "kt na nc ne nn",
        "tag": "nt nv vc vg vi vm gd",
        "comment": "c ch cm cp cpf c1 cs gp",
    }
)
"""The classes that Pygments gives to tokens, by colour."""

_RULES = """\
*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:2rem 1rem;max-width:52rem;background:var(--ground);
color:var(--text);font:1rem/1.6 system-ui,sans-serif;overflow-wrap:anywhere}
h1,h2,h3,h4,h5,h6{line-height:1.3;margin:1.5em 0 .5em}
h1{font-size:1.6rem;margin-top:0}
h2{font-size:1rem;margin:0}
h3{font-size:1.3rem}h4{font-size:1.15rem}h5,h6{font-size:1rem}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,pre:focus-visible,.scroll:focus-visible{
outline:2px solid var(--link);outline-offset:2px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;margin:0;color:var(--muted)}
dd{margin:0}
article{border-top:1px solid var(--line);padding:1.25rem 0}
article.user .text{background:var(--raised);border-radius:.5rem;padding:.1rem 1rem}
.about{color:var(--muted);font-size:.875rem;margin:0 0 .5rem}
.fault{color:var(--fault);white-space:pre-wrap}
blockquote{margin:1em 0;padding-left:1rem;border-left:4px solid var(--line);color:var(--muted)}
pre,code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9em}
pre{background:var(--raised);border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem;
overflow-x:auto;margin:1em 0;tab-size:4}
code{background:var(--raised);padding:.1em .25em;border-radius:.25rem}
pre code{background:none;padding:0;font-size:1em}
figure{margin:1em 0}
figcaption{color:var(--muted);font-size:.875rem}
figcaption+pre{margin-top:.25em}
.plain{white-space:pre-wrap}
.math{font-family:"STIX Two Math","Cambria Math",serif;font-style:italic}
pre.math{font-family:ui-monospace,monospace;font-style:normal;background:none;border:0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:1em 0}
th,td{border:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top;
overflow-wrap:break-word}
.right{text-align:right}.center{text-align:center}
img{max-width:100%;height:auto}
details{color:var(--muted);margin:.5rem 0}
summary{cursor:pointer}
footer{color:var(--muted);font-size:.875rem;border-top:1px solid var(--line);padding-top:1rem}
"""
_PAPER = """\
@media print{
html{color-scheme:light}
body{max-width:none;padding:0;font-size:11pt;orphans:3;widows:3}
article.user .text{border:1px solid var(--line)}
pre{white-space:pre-wrap;overflow:visible;orphans:4;widows:4}
pre,article.user .text{box-decoration-break:clone;-webkit-box-decoration-break:clone}
.scroll{overflow:visible}
table{font-size:9pt}
th,td{padding:.2rem .35rem}
td{overflow-wrap:anywhere}
h1,h2,h3,h4,h5,h6,figcaption,.about,summary{break-after:avoid}
tr,img,blockquote,.short{break-inside:avoid}
img{max-height:20cm;width:auto}
details::details-content{content-visibility:visible;display:block}
.text a[href^="http"]:not(.bare)::after{content:" (" attr(href) ")";font-size:.85em}
@page{margin:2cm}
}
"""
"""On paper nothing can be scrolled, and grounds may be left out, so that boxes need a line.

A picture is no longer than a page of A4 or US letter, with its heading."""


def stylesheet() -> str:
    """All of it."""
    by_night = f"@media screen and (prefers-color-scheme:dark){{{_variables(DARK)}}}\n"
    tokens = "".join(
        f"{','.join(f'.{name}' for name in names.split())}{{color:var(--{colour})}}\n"
        for colour, names in _TOKENS.items()
    )
    shapes = ".c,.ch,.cm,.c1,.cs,.ge{font-style:italic}.gh,.gs{font-weight:bold}\n"
    return f"{_variables(LIGHT)}\n{by_night}{_RULES}{tokens}{shapes}{_PAPER}"


def _variables(colours: Mapping[str, str]) -> str:
    return f":root{{{''.join(f'--{name}:{colour};' for name, colour in colours.items())}}}"
