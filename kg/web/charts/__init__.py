"""Charts of answers, drawn as SVG that needs no script, no style and no other file; pure."""

from kg.web.charts.drawing import Chart, Drawing, charts_of, draw

__all__ = ["Chart", "Drawing", "charts_of", "draw"]
