#pragma once

#include <memory>
#include <string>
#include <string_view>

struct mjModel_;
struct mjData_;

/// MuJoCo made safe for a program that stays alive: errors throw, breakdowns are reported, nothing is written to disk.
namespace spolab::bodies {

struct ModelDeleter {
  void operator()(mjModel_* model) const;
};
struct DataDeleter {
  void operator()(mjData_* data) const;
};
using Model = std::unique_ptr<mjModel_, ModelDeleter>;  ///< what never changes; may be shared between threads
using Data = std::unique_ptr<mjData_, DataDeleter>;  ///< everything that moves, scratch included; one thread at a time

/// Larger numbers are refused in the text form of a state: up to here every observation is finite.
inline constexpr double kLargestNumber = 1e6;
/// A body faster than this after a step (m/s and rad/s) has been torn apart by the solver: motors reach tens. MuJoCo
/// itself only objects beyond 1e10, when rewards are absurd already.
inline constexpr double kFastest = 1e3;

/// Compiles the text of an MJCF file. The first call installs the process-wide handlers: an engine error throws Error,
/// a warning stays a count in the data. Throws Error with MuJoCo's message when the text is not a model.
Model compileModel(const std::string& name, std::string_view mjcf);

/// Fresh data at the model's reference pose. Throws Error when there is no memory.
Data makeData(const mjModel_& model);

/// Zeroes the warning counts, so that the next advance() reports on itself.
void clearWarnings(mjData_& data);

/// mj_step, one time step of the model. False when the simulation broke down by MuJoCo's measure: with a number that is
/// not finite or beyond 1e10 (it has then quietly reset the data, which must not be read), with tables too full for
/// every contact and constraint, or with an error of the engine's own. The data stay usable.
bool advance(const mjModel_& model, mjData_& data);

/// Brings everything that follows from positions, velocities and controls up to date, contact forces included. Throws
/// Error, and leaves the data usable, when the engine fails.
void deriveForces(const mjModel_& model, mjData_& data);

/// By our own measure: positions within kLargestNumber, velocities within kFastest, no NaN.
bool isSound(const mjModel_& model, const mjData_& data);

}  // namespace spolab::bodies
