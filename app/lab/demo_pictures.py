"""Pictures for the demo data: seaside scenes painted from a seed, so that no photograph has to be shipped."""

import io
import math
import random
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFilter

SIZES = ((1280, 800), (1200, 1200), (1000, 1250), (1280, 720))
Colour = tuple[int, int, int]
SKIES: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((70, 96, 160), (152, 142, 190), (255, 214, 160)),  # sunrise
    ((40, 44, 92), (120, 74, 128), (250, 142, 110)),  # sunset
    ((120, 176, 226), (176, 212, 240), (236, 244, 250)),  # noon
    ((14, 18, 44), (34, 44, 92), (84, 96, 150)),  # night
    ((150, 164, 176), (190, 200, 206), (222, 226, 226)),  # fog
    ((66, 84, 104), (110, 130, 148), (176, 186, 190)),  # storm
)


def paint(number: int, seed: int) -> Iterator[tuple[bytes, int]]:
    """`number` pictures as JPEG bytes, each with the index of its sky (which the alt text follows)."""
    rng = random.Random(seed)
    for index in range(number):
        sky = index % len(SKIES)
        image = _scene(rng, SIZES[index % len(SIZES)], SKIES[sky])
        out = io.BytesIO()
        image.save(out, "JPEG", quality=86)
        yield out.getvalue(), sky


def _scene(rng: random.Random, size: tuple[int, int], sky: tuple[Colour, Colour, Colour]) -> Image.Image:
    width, height = size
    horizon = round(height * rng.uniform(0.46, 0.6))
    image = _gradient(width, height, sky, horizon)
    sun = (round(width * rng.uniform(0.25, 0.75)), horizon - round(height * rng.uniform(0.02, 0.2)))
    _glow(image, sun, round(height * 0.34), sky[2])
    draw = ImageDraw.Draw(image)
    radius = round(height * 0.045)
    draw.ellipse(
        (sun[0] - radius, sun[1] - radius, sun[0] + radius, sun[1] + radius), fill=_mix(sky[2], (255, 252, 235), 0.75)
    )
    for layer in range(3):
        _hills(draw, rng, width, horizon, height * (0.10 - 0.028 * layer), _mix(sky[0], sky[1], 0.25 * layer), height)
    _water(draw, rng, (width, height), horizon, sun[0], sky)
    if rng.random() < 0.7:
        _pier(draw, rng, width, height, horizon, _mix(sky[0], (10, 14, 36), 0.7))
    return image


def _gradient(width: int, height: int, sky: tuple[Colour, Colour, Colour], horizon: int) -> Image.Image:
    column = Image.new("RGB", (1, height))
    for y in range(height):
        if y < horizon:
            part = y / horizon
            colour = _mix(sky[0], sky[1], part * 2) if part < 0.5 else _mix(sky[1], sky[2], part * 2 - 1)
        else:
            part = (y - horizon) / (height - horizon)
            colour = _mix(_mix(sky[2], sky[1], 0.5), _mix(sky[0], (8, 14, 40), 0.35), min(1.0, part * 1.3))
        column.putpixel((0, y), colour)
    return column.resize((width, height))


def _glow(image: Image.Image, centre: tuple[int, int], radius: int, colour: Colour) -> None:
    mask = Image.new("L", image.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.ellipse((centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius), fill=110)
    mask = mask.resize((image.width // 8, image.height // 8)).filter(ImageFilter.GaussianBlur(radius / 16))
    image.paste(Image.new("RGB", image.size, _mix(colour, (255, 246, 220), 0.5)), (0, 0), mask.resize(image.size))


def _hills(
    draw: ImageDraw.ImageDraw, rng: random.Random, width: int, horizon: int, top: float, colour: Colour, height: int
) -> None:
    phase, period = rng.uniform(0, 6), rng.uniform(0.5, 1.1) * width
    start = rng.uniform(-0.2, 0.6) * width
    points = [(start, float(horizon))]
    for step in range(61):
        x = start + width * 0.8 * step / 60
        swell = math.sin(math.pi * step / 60) * (0.7 + 0.3 * math.sin(phase + x / period * 9))
        points.append((x, horizon - top * max(0.0, swell)))
    points.append((start + width * 0.8, float(horizon)))
    draw.polygon(points, fill=colour)
    draw.line((0, horizon, width, horizon), fill=colour, width=max(1, height // 500))


def _water(
    draw: ImageDraw.ImageDraw,
    rng: random.Random,
    size: tuple[int, int],
    horizon: int,
    sun_x: int,
    sky: tuple[Colour, Colour, Colour],
) -> None:
    width, height = size
    for _ in range(420):
        depth = rng.random() ** 1.5
        y = horizon + 3 + depth * (height - horizon)
        near_sun = rng.random() < 0.45
        x = rng.gauss(sun_x, 16 + depth * width * 0.06) if near_sun else rng.uniform(0, width)
        length = 6 + depth * 70 * rng.random()
        colour = _mix(sky[2], (255, 250, 230), 0.4) if near_sun else _mix(sky[1], sky[0], 0.2 + 0.5 * depth)
        draw.line((x - length, y, x + length, y), fill=colour, width=1 + round(depth * 2))


def _pier(draw: ImageDraw.ImageDraw, rng: random.Random, width: int, height: int, horizon: int, colour: Colour) -> None:
    end_x, end_y = width * rng.uniform(0.3, 0.5), horizon + height * 0.06
    start_y = horizon + height * 0.2
    thick = height * 0.03
    draw.polygon(((0, start_y), (end_x, end_y), (end_x, end_y + thick * 0.5), (0, start_y + thick)), fill=colour)
    for step in range(9):
        part = step / 8
        x, y = part * end_x, start_y + (end_y - start_y) * part
        draw.rectangle((x, y, x + 4 - 2 * part, y + height * (0.13 - 0.07 * part)), fill=colour)
    draw.line((end_x - 3, end_y, end_x - 3, end_y - height * 0.045), fill=colour, width=3)


def _mix(first: Colour, second: Colour, part: float) -> Colour:
    part = max(0.0, min(1.0, part))
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(first, second, strict=True))
    return red, green, blue
