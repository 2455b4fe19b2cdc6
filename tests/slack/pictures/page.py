"""Pages of messages and views, light and dark, and what a headless Chromium sees on them."""

from __future__ import annotations

import html
import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from tests.slack.pictures.blocks_as_html import blocks_as_html

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

#: Pixels: a thread beside a channel on a desktop, and a phone.
DESKTOP, PHONE = 700, 390
THEMES = {
    "light": "--paper:#fff;--ink:#1d1c1d;--grey:#616061;--line:#ddd;--link:#1264a3;--code:#f8f8f8;--red:#c01343",
    "dark": "--paper:#1a1d21;--ink:#d1d2d3;--grey:#ababad;--line:#44474b;--link:#1d9bd1;--code:#222529;--red:#e8912d",
}
CSS = """
*{box-sizing:border-box}body{margin:0;font:15px/1.46 Lato,'Liberation Sans',Arial,sans-serif}
.pane{background:var(--paper);color:var(--ink);padding:14px 18px}.message{display:flex;gap:10px}
.face{flex:0 0 36px;height:36px;border-radius:6px;background:#24364f;color:#fff;font-weight:700;text-align:center;line-height:36px}
.what{flex:1;min-width:0}.name{font-weight:800}.tag{font-size:10px;font-weight:700;color:var(--grey);border:1px solid var(--line);border-radius:3px;padding:0 3px;margin-left:5px}
.block{margin:2px 0 6px;overflow-wrap:anywhere}h2{font-size:20px;margin:0 0 10px}h3{font-size:18px;line-height:1.3;margin:6px 0 2px}
p{margin:0 0 6px}ul{margin:0 0 6px;padding-left:24px}a{color:var(--link);text-decoration:none}hr{border:0;border-top:1px solid var(--line)}
code,pre{background:var(--code);border:1px solid var(--line);border-radius:3px;color:var(--red);font-size:12px;padding:1px 3px}pre{color:inherit;padding:8px;white-space:pre-wrap}
.context,small{color:var(--grey);font-size:13px;line-height:1.4}.row{display:flex;gap:12px;justify-content:space-between;align-items:flex-start}.said{flex:1;min-width:0}
.buttons{display:flex;flex-wrap:wrap;gap:8px;margin:4px 0}.button,.select{display:inline-block;border:1px solid var(--line);border-radius:8px;font-weight:700;font-size:13px;line-height:1.2;padding:8px 12px;max-width:100%}
.small{font-weight:400;color:var(--grey);padding:4px 8px}.primary{background:#007a5a;border-color:#007a5a;color:#fff}.danger{border-color:#c01343;color:var(--red)}
.field{border:1px solid var(--line);border-radius:6px;padding:6px 10px;margin-bottom:4px;white-space:pre-wrap}label{font-weight:700;display:block;margin-bottom:4px}.select{font-weight:400}
"""
#: Tells what stands over its pane's edge, what is cut, and how high the page is.
LOOK = """
const faults=[];for(const pane of document.querySelectorAll('.pane')){const edge=pane.getBoundingClientRect();
for(const one of pane.querySelectorAll('*')){const box=one.getBoundingClientRect();
if(box.right>edge.right+1||box.left<edge.left-1)faults.push(pane.id+': over the edge: '+one.textContent.slice(0,60));
if(one.scrollWidth>one.clientWidth+1&&getComputedStyle(one).display!=='inline')faults.push(pane.id+': cut: '+one.textContent.slice(0,60));}
if(!pane.textContent.trim())faults.push(pane.id+': empty');}
const told=document.createElement('script');told.type='application/json';told.id='seen';
told.textContent=JSON.stringify({faults,panes:document.querySelectorAll('.pane').length,height:Math.ceil(document.body.getBoundingClientRect().height)}).replaceAll('<','');document.body.append(told);
"""


def pane(shown: Mapping[str, Any], name: str, width: int, theme: str) -> str:
    """One message or view as a part of a page."""
    blocks = blocks_as_html(shown["blocks"])
    if "type" in shown:
        title = html.escape(shown["title"]["text"]) if "title" in shown else ""
        inside = f"<h2>{title}</h2>{blocks}" if title else blocks
    else:
        who = '<span class="name">Fine-tune or Not</span><span class="tag">APP</span>'
        inside = f'<div class="message"><div class="face">FN</div><div class="what">{who}{blocks}</div></div>'
    return f'<div class="pane" id="{name} {width} {theme}" style="width:{width}px;{THEMES[theme]}">{inside}</div>'


def page(panes: Sequence[str]) -> str:
    """A page of panes that looks at itself."""
    return f"<!doctype html><meta charset=utf-8><style>{CSS}</style>{''.join(panes)}<script>{LOOK}</script>"


def chromium() -> str | None:
    """The browser, where there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def seen(browser: str, file: Path) -> dict[str, Any]:
    """What the browser sees on a page: faults, how many panes there are, and the height in pixels."""
    dom = _run(browser, file, "--dump-dom")
    return dict(json.loads(dom.partition('id="seen">')[2].partition("</script>")[0]))


def photograph(browser: str, file: Path, to: Path, width: int) -> None:
    """Write a picture of a page."""
    height = seen(browser, file)["height"]
    _run(browser, file, f"--screenshot={to}", f"--window-size={width},{height}")


def _run(browser: str, file: Path, *arguments: str) -> str:
    profile = file.with_suffix(".profile")
    flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}")
    command = [browser, *flags, *arguments, file.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout  # noqa: S603 - our own page
