"""Makes exact.json: evidence by the formula as it is published, in 60 digits, and by quadrature where counts are too
large or the tail too small for that. Run by hand where the table is to change: python3 exact.py > exact.json (mpmath 1.3)."""

import json
from mpmath import mp, mpf, log, beta, betainc, quad, linspace

mp.dps = 60


def whole(x, y, rho):
    """Lindon & Malek (arXiv 2011.03567), upper tail, with a = 2 rho, b = 2 (1 - rho)."""
    rho = mpf(rho)
    a, b = 2 * rho, 2 * (1 - rho)
    tail = betainc(a + x, b + y, rho, 1, regularized=True)
    if tail < mpf(10) ** -40:  # Too small to come out of a difference of 60 digits.
        return integral(x, y, rho)
    return (
        log(beta(a + x, b + y)) - log(beta(a, b))
        + log(tail) - log(betainc(a, b, rho, 1, regularized=True))
        - x * log(rho) - y * log(1 - rho)
    )


def integral(x, y, rho):
    """The same by adaptive integration of the likelihood ratio against the truncated prior, where counts are large."""
    rho = mpf(rho)
    a, b = 2 * rho, 2 * (1 - rho)
    top = (a + x - 1) / (a + b + x + y - 2)

    def ln(p):
        return (a + x - 1) * log(p) + (b + y - 1) * log(1 - p) - x * log(rho) - y * log(1 - rho)

    peak = max(top, rho)
    shift = ln(peak)
    # The width over which the integrand falls by e, whether its peak lies inside or at the border.
    curvature = mp.sqrt(peak * (1 - peak) / (x + y))
    slope = abs((a + x - 1) / peak - (b + y - 1) / (1 - peak))
    width = curvature if top > rho else 1 / (slope + 1 / curvature)
    low = max(rho, peak - 40 * width)
    high = min(mpf(1), peak + (40 if top > rho else 150) * width)
    value = quad(lambda p: mp.exp(ln(p) - shift), linspace(low, high, 161))
    return log(value) + shift - log(betainc(a, b, rho, 1))


rows = []
for rho in ["0.0001", "0.01", "0.1", "0.5", "0.9", "0.9999"]:
    for x, y in [(0, 0), (1, 0), (0, 1), (5, 3), (40, 2), (2, 40), (300, 250), (1000, 1)]:
        rows.append([x, y, rho, mp.nstr(whole(x, y, rho), 20)])
mp.dps = 40
for rho in ["0.0001", "0.1", "0.5", "0.9999"]:
    for x, y in [(10**6, 10**6), (10**6, 0), (10**6, 100), (100, 10**6), (10**5, 9 * 10**5), (505000, 495000)]:
        if y > 0:
            rows.append([x, y, rho, mp.nstr(integral(x, y, rho), 20)])
check = abs(integral(300, 250, "0.5") - mpf(next(row[3] for row in rows if row[:3] == [300, 250, "0.5"])))
assert check < mpf(10) ** -14, check
print(json.dumps(rows).replace("], [", "],\n  [").replace("[[", "[\n  [").replace("]]", "]\n]"))
