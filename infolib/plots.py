"""The picture language of the course: one colour per idea, and the charts that several chapters share.

Use these with the course's style, ``plt.style.use("infolib.course")``.
"""

import numpy as np

P = "#0072B2"  # the distribution that generates the data
Q = "#D55E00"  # a model or belief
GAP = "#CC79A7"  # what lies between them: a divergence
REFERENCE = "#595959"  # reference lines and notes


def bars(ax, labels, p, q=None):
    """Draw the pmf p as bars, with q beside it if given; each bar carries its letter and its value.

    Parameters
    ----------
    ax : matplotlib Axes
    labels : sequence of n texts, the outcomes
    p, q : sequences of n probabilities

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> fig, ax = plt.subplots()
    >>> bars(ax, ["sunny", "cloudy", "rainy"], [0.6, 0.3, 0.1], [0.3, 0.3, 0.4])
    >>> [text.get_text() for text in ax.texts]
    ['p 0.6', 'p 0.3', 'p 0.1', 'q 0.3', 'q 0.3', 'q 0.4']
    >>> plt.close(fig)
    """
    drawn = [("p", p, P)] if q is None else [("p", p, P), ("q", q, Q)]
    middles, width = np.arange(len(labels)), 0.76 / len(drawn)
    for i, (letter, pmf, colour) in enumerate(drawn):
        offset = (i - (len(drawn) - 1) / 2) * (width + 0.02)
        patches = ax.bar(middles + offset, pmf, width, color=colour)
        ax.bar_label(patches, [f"{letter} {value:.3g}" for value in pmf], color=colour, padding=2)
    ax.set_xticks(middles, labels)
    ax.tick_params(axis="x", length=0)
    ax.set_ylabel("probability")
