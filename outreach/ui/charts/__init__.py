"""Charts: made here as small SVG pictures from the design's colours, with no library.

    svg.py    the few shapes and words that every renderer of SVG draws alike
    chart.py  what every chart can do: be drawn, be read aloud as rows, say what was tapped
    scale.py  round numbers for axes, and how wide words are
    bars.py   stacked bars by week            heat.py    rows by columns, as a map of heat
    line.py   a middle and a far end by week  hours.py   the same, weekday by hour
    ranked.py lying bars with their numbers   shown.py   a chart on a screen

    from outreach.ui.charts.hours import Hours
    from outreach.ui.charts.shown import ChartImage
    ChartImage(desk, Hours(counts), on_tap=None)   # counts: {(weekday, hour): how many}

The rules: a number stands at what it belongs to and not in a legend, where there is room; a count
that is suppressed is drawn as such and never to its size; whatever a picture shows is also in
``as_table()``.
"""
