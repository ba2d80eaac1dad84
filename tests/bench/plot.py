"""CPU time over size, a picture for each workload, both axes logarithmic, as SVG."""
import math
from xml.sax.saxutils import escape

COLOURS = {"nabla": "#0a5fb4", "ginsh": "#c0392b", "giac": "#e08a00", "gp": "#2e8b57",
           "maxima": "#8e44ad", "sympy": "#7f8c8d", "symengine": "#c2185b"}
WIDTH, HEIGHT, MARGIN, COLUMNS, HEAD = 300, 220, 46, 3, 40


def powers(low, high):
    return range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)


class Picture:
    def __init__(self, x, y, series):
        """series: name to list of (size, seconds)."""
        points = [p for line in series.values() for p in line]
        self.x, self.y, self.series = x, y, series
        self.across = powers(min(p[0] for p in points), max(p[0] for p in points))
        self.up = powers(min(p[1] for p in points), max(p[1] for p in points))

    @staticmethod
    def part(value, decades):
        span = max(len(decades) - 1, 1)
        return (math.log10(value) - decades[0]) / span

    def at(self, size, seconds):
        return (self.x + MARGIN + self.part(size, self.across) * (WIDTH - MARGIN - 12),
                self.y + HEIGHT - 30 - self.part(seconds, self.up) * (HEIGHT - 56))

    def grid(self):
        for decade in self.across:
            x, y = self.at(10.0 ** decade, 10.0 ** self.up[0])
            top = self.at(10.0 ** decade, 10.0 ** self.up[-1])[1]
            yield '<path class="g" d="M%.1f %.1fV%.1f"/>' % (x, y, top)
            yield '<text x="%.1f" y="%.1f" text-anchor="middle">%d</text>' % (
                x, y + 13, 10 ** decade)
        for decade in self.up:
            x, y = self.at(10.0 ** self.across[0], 10.0 ** decade)
            right = self.at(10.0 ** self.across[-1], 10.0 ** decade)[0]
            yield '<path class="g" d="M%.1f %.1fH%.1f"/>' % (x, y, right)
            label = "%g s" % 10 ** decade if decade >= 0 else (
                "%g ms" % 10 ** (decade + 3) if decade >= -3 else
                "%g µs" % 10 ** (decade + 6))
            yield '<text x="%.1f" y="%.1f" text-anchor="end">%s</text>' % (x - 4, y + 4,
                                                                        label)

    def lines(self):
        for name, line in self.series.items():
            if not line:
                continue
            colour = COLOURS.get(name, "#000")
            points = [self.at(*p) for p in line]
            width = 2.2 if name == "nabla" else 1.3
            yield '<path fill="none" stroke="%s" stroke-width="%g" d="M%s"/>' % (
                colour, width, "L".join("%.1f %.1f" % p for p in points))
            for p in points:
                yield '<circle cx="%.1f" cy="%.1f" r="%g" fill="%s"/>' % (*p, width,
                                                                         colour)


def legend(names):
    x = 12
    for name in names:
        yield ('<path stroke="%s" stroke-width="2.2" d="M%d 20h18"/>'
               '<text x="%d" y="24">%s</text>' % (COLOURS.get(name, "#000"), x, x + 23,
                                                  escape(name)))
        x += 40 + 7 * len(name)


def svg(title, pictures):
    """pictures: (caption, series) each."""
    pictures = [(caption, series) for caption, series in pictures
                if len(series.get("nabla", [])) > 1]
    rows = -(-len(pictures) // COLUMNS)
    width, height = COLUMNS * WIDTH, HEAD + rows * HEIGHT
    names = [n for n in COLOURS if any(s.get(n) for _, s in pictures)]
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d">'
             '<title>%s</title><style>text{font:11px sans-serif;fill:#333}'
             '.g{stroke:#ddd}.t{font-weight:bold}</style>'
             '<rect width="100%%" height="100%%" fill="#fff"/>' % (width, height,
                                                               escape(title))]
    parts += legend(names)
    for i, (caption, series) in enumerate(pictures):
        picture = Picture(i % COLUMNS * WIDTH, HEAD + i // COLUMNS * HEIGHT, series)
        parts += picture.grid()
        parts += picture.lines()
        parts.append('<text class="t" x="%d" y="%d">%s</text>' % (
            picture.x + MARGIN, picture.y + 14, escape(caption)))
    return "\n".join(parts + ["</svg>", ""])
