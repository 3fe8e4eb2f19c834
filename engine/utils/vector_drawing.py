"""A drawing as plain shapes, which become SVG text, or the pixels of an image."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, final

if TYPE_CHECKING:
    from PIL.Image import Image

Point = tuple[float, float]
SMOOTH = 2
"""Pixels are drawn so many times finer each way, then averaged."""


@final
@dataclass(frozen=True)
class Shape:
    """A polygon, or an open line without fill. Colours: ``#rrggbb`` or ``#rrggbbaa``. width: of the line."""

    points: Sequence[Point]
    fill: str | None = None
    stroke: str | None = None
    width: float = 1.0


@final
@dataclass(frozen=True)
class Disc:
    """An ellipse: its middle and its two radii."""

    middle: Point
    radii: Point
    fill: str
    stroke: str | None = None


@final
@dataclass(frozen=True)
class Words:
    """One line of text; at: the middle of its height, at its left end (``start``), middle or ``end``. size: pixels."""

    text: str
    at: Point
    size: float = 15.0
    anchor: str = "start"
    colour: str = "#22262d"


Item = Shape | Disc | Words


def box(x: float, y: float, width: float, height: float, fill: str | None = None, stroke: str | None = None) -> Shape:
    """A rectangle."""
    return Shape(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), fill, stroke)


def moved(items: Iterable[Item], dx: float, dy: float, height: float | None = None) -> list[Item]:
    """The items elsewhere; with a height they hang upside down from it, words excepted."""
    def at(point: Point) -> Point:
        return point[0] + dx, (point[1] if height is None else height - point[1]) + dy

    found: list[Item] = []
    for item in items:
        match item:
            case Shape():
                found.append(Shape([at(p) for p in item.points], item.fill, item.stroke, item.width))
            case Disc():
                found.append(Disc(at(item.middle), item.radii, item.fill, item.stroke))
            case Words():
                found.append(Words(item.text, at(item.at), item.size, item.anchor, item.colour))
    return found


def to_svg(items: Iterable[Item], width: float, height: float, scale: float = 1.0) -> str:
    """The drawing as the text of an SVG file."""
    body = "\n".join(_svg(item) for item in items)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * scale:.0f}" height="{height * scale:.0f}" '
            f'viewBox="0 0 {width:g} {height:g}">\n<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n')


def _svg(item: Item) -> str:
    match item:
        case Shape():
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in item.points)
            kind = "polygon" if item.fill or len(item.points) == 4 else "polyline"
            return f'<{kind} points="{points}" {_paint(item.fill, item.stroke, item.width)}/>'
        case Disc():
            (x, y), (rx, ry) = item.middle, item.radii
            return (f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" '
                    f"{_paint(item.fill, item.stroke, 1)}/>")
        case Words():
            return (f'<text x="{item.at[0]:.1f}" y="{item.at[1] + item.size * 0.35:.1f}" font-size="{item.size:g}" '
                    f'font-family="sans-serif" text-anchor="{item.anchor}" fill="{item.colour}">{escape(item.text)}'
                    "</text>")


def _paint(fill: str | None, stroke: str | None, width: float) -> str:
    return f'fill="{fill or "none"}" stroke="{stroke or "none"}" stroke-width="{width:g}"'


def to_image(items: Iterable[Item], width: float, height: float, scale: float = 1.0) -> "Image":
    """The drawing as an image of Pillow."""
    from PIL import Image, ImageDraw

    fine = scale * SMOOTH
    image = Image.new("RGB", (round(width * fine), round(height * fine)), "#ffffff")
    draw = ImageDraw.Draw(image, "RGBA")
    for item in items:
        match item:
            case Shape():
                points = [(x * fine, y * fine) for x, y in item.points]
                if item.fill:
                    draw.polygon(points, fill=item.fill)
                if item.stroke:
                    closed = points + points[:1] if item.fill or len(points) == 4 else points
                    draw.line(closed, fill=item.stroke, width=max(1, round(item.width * fine)))
            case Disc():
                (x, y), (rx, ry) = item.middle, item.radii
                around = [(x - rx) * fine, (y - ry) * fine, (x + rx) * fine, (y + ry) * fine]
                draw.ellipse(around, fill=item.fill, outline=item.stroke, width=max(1, round(fine)))
            case Words():
                _write(draw, item, fine)
    return image.resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)


def _write(draw: Any, item: Words, fine: float) -> None:
    from PIL import ImageFont

    anchor = {"start": "lm", "middle": "mm", "end": "rm"}[item.anchor]
    font = ImageFont.load_default(item.size * fine)
    draw.text((item.at[0] * fine, item.at[1] * fine), item.text, fill=item.colour, font=font, anchor=anchor)
