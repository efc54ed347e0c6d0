"""Working a page by keyboard only; the focus is always seen, and never under something."""

from __future__ import annotations

from tests.browser.visitor import Visitor

FAR = 80
ABOUT = 12
# The name that the focused control goes by: its label's words, or its own.
NAME = """() => {
  const one = document.activeElement
  const label = one.labels?.[0] ?? one
  return label.textContent.trim().replace(/\\s+/g, ' ')
}"""
# Whether what stands in the middle of the focused control is it, or what is drawn for it.
COVERED = """() => {
  const one = document.activeElement
  const box = one.getBoundingClientRect()
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 40) / 2)
  const own = one.closest('.s11-foot') ?? one.closest('.govuk-form-group') ?? one
  return !(top && (own.contains(top) || top.contains(one)))
}"""


class Keys:
    """A keyboard in front of a visitor's page: what it comes to is seen."""

    def __init__(self, visitor: Visitor) -> None:
        self.page = visitor.page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)

    def go_to(self, name: str, key: str = "Tab") -> None:
        """Press the key until the control of this name has the focus, and see that it shows."""
        for _ in range(FAR):
            self.press(key)
            if self.page.evaluate(NAME).startswith(name):
                self.is_seen(name)
                return
        raise AssertionError(f"{FAR} times {key} never came to “{name}”")

    def is_seen(self, name: str) -> None:
        """The page looks different with the focus here, and nothing lies over it."""
        box = self.page.evaluate_handle("document.activeElement").as_element().bounding_box()
        size = self.page.viewport_size
        assert 0 <= box["y"] <= size["height"], f"“{name}” is out of sight"
        assert not self.page.evaluate(COVERED), f"something lies over “{name}”"
        left, top = max(0, box["x"] - ABOUT), max(0, box["y"] - ABOUT)
        clip = {
            "x": left,
            "y": top,
            "width": min(size["width"] - left, box["width"] + 2 * ABOUT),
            "height": min(size["height"] - top, box["height"] + 2 * ABOUT),
        }
        focused = self.page.screenshot(clip=clip, animations="disabled")
        one = self.page.evaluate_handle("document.activeElement")
        one.evaluate("one => one.blur()")
        plain = self.page.screenshot(clip=clip, animations="disabled")
        one.evaluate("one => one.focus({ preventScroll: true })")
        assert focused != plain, f"the focus on “{name}” cannot be seen"
