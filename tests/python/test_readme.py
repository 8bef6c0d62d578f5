"""The README's Python example runs as it stands, but for the port."""

from __future__ import annotations

import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]


def test_readme_example(port, monkeypatch, capsys) -> None:
    block = (ROOT / "README.md").read_text().split("```python\n")[1].split("```")[0]
    assert "sc://localhost:15002" in block
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    try:
        exec(compile(block.replace("localhost:15002", f"127.0.0.1:{port}"), "README.md", "exec"), names)
    finally:
        if "spark" in names:
            names["spark"].stop()  # a session left open would look for its server when Python ends
    shown = capsys.readouterr().out
    assert "|o_orderpriority|orders|" in shown
    assert "|        1-URGENT|" in shown or "|       1-URGENT|" in shown
