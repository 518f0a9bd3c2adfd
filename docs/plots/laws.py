"""The exact laws that the pictures draw as lines. Numbers come from the scenario of the trace."""
import math

import numpy as np


def phi(x):
    return 0.5 * (1 + np.vectorize(math.erf)(np.asarray(x, float) / math.sqrt(2)))


def erlang_cdf(x, shape, mean):
    """Gamma of whole shape."""
    y = np.asarray(x, float) * shape / mean
    return 1 - np.exp(-y) * sum(y**k / math.factorial(k) for k in range(int(shape)))


def weibull_cdf(x, shape, mean):
    return 1 - np.exp(-(np.asarray(x, float) / mean * math.gamma(1 + 1 / shape))**shape)


def log_normal_cdf(x, median, log_sd):
    return phi(np.log(np.asarray(x, float) / median) / log_sd)


def gamma_sum_cdf(x, shape, means):
    """Of a sum of independent gammas of one shape and these means: the inversion of its
    characteristic function (Gil-Pelaez 1951)."""
    scales = np.asarray(means, float) / shape
    unit = scales.sum()
    t = (np.arange(40000) + 0.5) * 0.01
    chi = np.prod([(1 - 1j * t * s / unit)**-shape for s in scales], axis=0)
    x = np.atleast_1d(np.asarray(x, float)) / unit
    return np.array([0.5 - np.sum(np.imag(np.exp(-1j * t * v) * chi) / t) * 0.01 / math.pi
                     if v < 100 else 1.0 for v in x])  # beyond 100 means all is over


def borel_survival(mu, most):
    """P(size >= n), n = 1 .. most, of a cascade in which each post has Poisson(mu) takers
    (Borel 1942)."""
    n = np.arange(1, most + 1)
    log_p = -mu * n + (n - 1) * np.log(mu * n) - np.array([math.lgamma(k + 1) for k in n])
    p = np.exp(log_p)
    return n, 1 - np.concatenate([[0], np.cumsum(p)[:-1]])


def mean_cascade(t, mu, mean_delay):
    """Mean posts by time t after the first (Hawkes, Oakes 1974; exponential delays)."""
    return 1 + mu / (1 - mu) * (1 - np.exp(-(1 - mu) * np.asarray(t, float) / mean_delay))


def erlang_c_wait(load, servers):
    """Mean wait over the mean service time of M/M/c at this load of each server."""
    load = np.asarray(load, float)
    a = load * servers
    below = sum(a**k / math.factorial(k) for k in range(servers))
    top = a**servers / math.factorial(servers) / (1 - load)
    return top / (below + top) / (servers * (1 - load))


def gauss_hermite(function, sd, nodes=40):
    """Mean of a function of a normal of mean 0."""
    x, w = np.polynomial.hermite_e.hermegauss(nodes)
    return sum(wk * function(sd * xk) for xk, wk in zip(x, w)) / math.sqrt(2 * math.pi)


def logistic(x):
    return 1 / (1 + np.exp(-np.asarray(x, float)))


def poisson(k, mean):
    return math.exp(-mean) * mean**k / math.factorial(k)


def homes(join, most=6):
    """Share of homes by size 1 .. most: people join the home before them with probability `join`,
    in blocks of `most`."""
    count = np.zeros(most)
    for begin in range(most):
        starts = 1.0 if begin == 0 else 1 - join
        for size in range(1, most - begin + 1):
            ends = 1.0 if begin + size == most else 1 - join
            count[size - 1] += starts * join**(size - 1) * ends
    return count / count.sum()


def gamma_gamma_survival(x, p, q, v):
    """P(an order is worth more than x): gamma(p) / nu with nu ~ gamma(q) / v, a beta prime; by
    Simpson's rule over the incomplete beta."""
    u = np.linspace(0, 1, 4001)[1:-1]
    density = u**(p - 1) * (1 - u)**(q - 1)
    mass = np.cumsum(density) / density.sum()
    return 1 - np.interp(np.asarray(x, float) / (np.asarray(x, float) + v), u, mass)
