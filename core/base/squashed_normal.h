#pragma once

namespace spolab {

/// Within so much of ±1 an action stands for all of the mass beyond (see squashedNormalLogDensity).
inline constexpr double kSquashedEdge = 1e-3;

/// log density at `action` in [−1, 1] of a = tanh(z), z ~ N(mean, deviation²), deviation > 0. It stays finite at the
/// edges: an action within kSquashedEdge of ±1 stands for all of the mass beyond, spread evenly over the edge
/// (log CDF − log kSquashedEdge), as in the reference code of SPO.
double squashedNormalLogDensity(double mean, double deviation, double action);

}  // namespace spolab
