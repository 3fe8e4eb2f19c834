"""A small vector graphics library: polygons, ellipses and labels, rendered as SVG or as a Pillow image."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, final

if TYPE_CHECKING:
    from PIL.Image import Image

Point = tuple[float, float]
OVERSAMPLING = 2
"""Images are drawn at this multiple of their size and averaged down."""


@final
@dataclass(frozen=True)
class Polygon:
    """A polygon; without a fill it is an open line, unless it has four points.

    fill, stroke: colours ``#rrggbb`` or ``#rrggbbaa``; None is invisible. width: of the outline or line, in pixels.
    """

    points: Sequence[Point]
    fill: str | None = None
    stroke: str | None = None
    width: float = 1.0


@final
@dataclass(frozen=True)
class Ellipse:
    """An ellipse. radii: horizontal and vertical."""

    centre: Point
    radii: Point
    fill: str
    stroke: str | None = None


@final
@dataclass(frozen=True)
class Label:
    """One line of text. size: in pixels.

    at: vertically the middle of the text, horizontally its ``start``, ``middle`` or ``end``, as ``anchor`` says.
    """

    text: str
    at: Point
    size: float = 15.0
    anchor: str = "start"
    colour: str = "#22262d"


Item = Polygon | Ellipse | Label


def box(x: float, y: float, width: float, height: float, fill: str | None = None, stroke: str | None = None) -> Polygon:
    """A rectangle."""
    return Polygon(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), fill, stroke)


def translate(items: Iterable[Item], dx: float, dy: float, height: float | None = None) -> list[Item]:
    """Move items by ``(dx, dy)``; with a height, also flip them vertically in a box of that height, except for text."""
    def move(point: Point) -> Point:
        return point[0] + dx, (point[1] if height is None else height - point[1]) + dy

    result: list[Item] = []
    for item in items:
        match item:
            case Polygon():
                result.append(Polygon([move(p) for p in item.points], item.fill, item.stroke, item.width))
            case Ellipse():
                result.append(Ellipse(move(item.centre), item.radii, item.fill, item.stroke))
            case Label():
                result.append(Label(item.text, move(item.at), item.size, item.anchor, item.colour))
    return result


def to_svg(items: Iterable[Item], width: float, height: float, scale: float = 1.0) -> str:
    """Render items as the text of an SVG file."""
    body = "\n".join(_svg(item) for item in items)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * scale:.0f}" height="{height * scale:.0f}" '
            f'viewBox="0 0 {width:g} {height:g}">\n<rect width="100%" height="100%" fill="#ffffff"/>\n{body}\n</svg>\n')


def _svg(item: Item) -> str:
    match item:
        case Polygon():
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in item.points)
            kind = "polygon" if item.fill or len(item.points) == 4 else "polyline"
            return f'<{kind} points="{points}" {_style(item.fill, item.stroke, item.width)}/>'
        case Ellipse():
            (x, y), (rx, ry) = item.centre, item.radii
            return (f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.1f}" ry="{ry:.1f}" '
                    f"{_style(item.fill, item.stroke, 1)}/>")
        case Label():
            return (f'<text x="{item.at[0]:.1f}" y="{item.at[1] + item.size * 0.35:.1f}" font-size="{item.size:g}" '
                    f'font-family="sans-serif" text-anchor="{item.anchor}" fill="{item.colour}">{escape(item.text)}'
                    "</text>")


def _style(fill: str | None, stroke: str | None, width: float) -> str:
    return f'fill="{fill or "none"}" stroke="{stroke or "none"}" stroke-width="{width:g}"'


def to_image(items: Iterable[Item], width: float, height: float, scale: float = 1.0) -> "Image":
    """Render items as a Pillow image."""
    from PIL import Image, ImageDraw

    factor = scale * OVERSAMPLING
    image = Image.new("RGB", (round(width * factor), round(height * factor)), "#ffffff")
    draw = ImageDraw.Draw(image, "RGBA")
    for item in items:
        match item:
            case Polygon():
                points = [(x * factor, y * factor) for x, y in item.points]
                if item.fill:
                    draw.polygon(points, fill=item.fill)
                if item.stroke:
                    closed = points + points[:1] if item.fill or len(points) == 4 else points
                    draw.line(closed, fill=item.stroke, width=max(1, round(item.width * factor)))
            case Ellipse():
                (x, y), (rx, ry) = item.centre, item.radii
                bounds = [(x - rx) * factor, (y - ry) * factor, (x + rx) * factor, (y + ry) * factor]
                draw.ellipse(bounds, fill=item.fill, outline=item.stroke, width=max(1, round(factor)))
            case Label():
                _draw_text(draw, item, factor)
    return image.resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)


def _draw_text(draw: Any, item: Label, factor: float) -> None:
    from PIL import ImageFont

    anchor = {"start": "lm", "middle": "mm", "end": "rm"}[item.anchor]
    font = ImageFont.load_default(item.size * factor)
    draw.text((item.at[0] * factor, item.at[1] * factor), item.text, fill=item.colour, font=font, anchor=anchor)
