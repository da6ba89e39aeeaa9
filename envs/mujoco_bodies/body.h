#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/settings.h"
#include "envs/env.h"
#include "envs/mujoco_bodies/simulation.h"
#include "envs/registry.h"

/// Bodies simulated by MuJoCo: what one is, the bytes of its state, and free functions over them.
///
/// World: x forward, y to the left, z up, metres, the floor at z = 0. A body's first seven positions are those of its
/// trunk: x, y, z and a quaternion w, x, y, z; then one angle per joint in radians, in the order of the MJCF file. Its
/// first six velocities are the trunk's: linear in the world's axes, angular in its own; then one rate per joint.
namespace spolab::bodies {

/// A key that holds a motor; `motor` by its name in the model.
struct RuledKey {
  int key = 0;
  std::string motor;
  float level = 0.0f;
  std::string help;
};

/// What makes one body different from another, as data: the tables in README.md.
struct Rules {
  std::string id, title;
  std::string_view mjcf;  ///< the model, one of assets/bodies/*.xml as compiled in
  int substeps = 5;       ///< time steps of the model per step of the environment

  double forwardReward = 1.0;        ///< per metre per second along x
  bool forwardOfMass = false;        ///< of the centre of mass, else of the trunk's origin
  double aliveReward = 1.0;          ///< per step, also for the one that falls
  double controlCost = 0.0;          ///< times the sum of squared controls
  double controlScale = 1.0;         ///< control = scale · action
  double lowest = 0.0, highest = 0;  ///< height of the trunk's origin outside of which the body has fallen, metres

  double positionNoise = 0.0;    ///< of a reset: uniform in ± this, on every position
  double velocityNoise = 0.0;    ///< of a reset, on every velocity
  bool normalVelocities = true;  ///< velocityNoise is a standard deviation, else a bound as above

  bool observesMasses = false;  ///< inertias, velocities of masses and motor torques follow positions and velocities
  double scoreMaximum = 1.0;    ///< a return that counts as mastery
  std::vector<RuledKey> keys;   ///< for a person
  float viewHeight = 0.5f;      ///< what the camera looks at, metres above the floor
  float viewDistance = 5.0f;    ///< metres
};

/// Rules with their compiled model; lives until the program ends. Any number of threads may read it.
struct Body {
  Rules rules;
  Model model;
  std::size_t index = 0;      ///< 0 or 1: which of the bodies it is
  std::size_t positions = 0;  ///< numbers of each kind in a state
  std::size_t velocities = 0;
  std::size_t controls = 0;  ///< dimensions of an action
  std::size_t keptControls =
      0;  ///< controls that are part of the state: all when the observation shows them, else none
};

/// Compiled on first use, by whichever thread comes first. Throw Error when MuJoCo refuses.
const Body& ant();
const Body& humanoid();
inline constexpr std::size_t kBodies = 2;

/// Used by ant() and humanoid().
Body makeBody(Rules rules, std::size_t index);

/// The calling thread's simulation of `body`, in whatever state it was left. Everything that a step reads and that can
/// change is written by restore() and the caller, hence no result depends on the past of this data.
mjData_& scratch(const Body& body);

/// A state: int64 steps, then doubles: positions, velocities, kept controls. No padding.
std::size_t stateBytes(const Body& body);
std::int64_t stepsOf(StateView state);
/// Puts positions, velocities and controls (zero where they are not kept) into `data`.
void restore(const Body& body, StateView state, mjData_& data);
/// Reads them back.
void save(const Body& body, const mjData_& data, std::int64_t steps, StateSpan state);

/// Reads back the velocities alone: what the engine derives from positions normalises their quaternion on the way.
void saveVelocities(const Body& body, const mjData_& data, StateSpan state);

/// Poses of all parts and the centre of mass, from the positions in `data`.
std::array<double, 3> centreOfMass(const Body& body, mjData_& data);

/// Numbers of one observation.
int observationSize(const Body& body, bool contactForces);
/// Writes the observation of `state`, float32, a function of the state alone:
///   positions without x and y · velocities, and where the rules say observesMasses
///   · cinert [bodies, 10] · cvel [bodies, 6] · qfrc_actuator [velocities] · and with `contactForces` cfrc_ext [bodies,
///   6]
/// under MuJoCo's names and in its frames; bodies count the world, whose rows are zero.
void observe(const Body& body, StateView state, bool contactForces, std::span<std::byte> observation);

/// "steps 0 qpos 0x1p-1 … qvel …", with "ctrl …" where controls are kept: hexadecimal, exact.
std::string printState(const Body& body, StateView state);
/// Reads printState's form; numbers may also be decimal. Throws a usage Error that names the bad token and its place.
void parseState(const Body& body, std::string_view text, std::int64_t stepLimit, StateSpan state);
std::string stateHelp(const Body& body);

/// Adds the parts of the body, as they stand in `data`.
void addBody(const Body& body, const mjData_& data, Scene& scene);
/// Handling of the body as it stands in `data`, whose poses must be up to date: parts are MuJoCo's bodies. The reach is
/// some centimetres.
std::optional<Hold> holdAt(const Body& body, const mjData_& data, const Vec3& point);
Vec3 pointOf(const mjData_& data, const Hold& hold);
/// Changes the velocities in `data` by the impulse of the hand over `seconds`, passed on by the joints through the mass
/// matrix. Leaves them alone when nothing is asked for.
PushEffect push(const Body& body, mjData_& data, const Push& push, double seconds);

/// Rules::keys as key bindings over the actions of the body. A motor that does not exist is a bug.
class BodyControls final : public Controls {
 public:
  explicit BodyControls(const Body& body);
  [[nodiscard]] std::span<const KeyBinding> keys() const override { return keys_; }

 private:
  std::vector<KeyBinding> keys_;
};

/// Ground, distance marks and camera for a body whose centre of mass is at `centre`.
void addSurroundings(const Body& body, const std::array<double, 3>& centre, Scene& scene);

}  // namespace spolab::bodies

namespace spolab {

/// Settings of a MuJoCo body. Group "env".
struct MujocoBodySettings {
  std::int64_t stepLimit = 1000;  ///< steps until an episode is cut off, 1 to 100,000
  bool contactForces = true;      ///< show the contact forces, where the body observes its masses
};

std::unique_ptr<Env> makeMujocoBody(const bodies::Body& body, const MujocoBodySettings& settings);

/// The settings of a body for the registry; `body` is not compiled before an environment is made.
std::unique_ptr<EnvConfig> makeMujocoBodyConfig(const bodies::Body& (*body)(), bool observesMasses);

}  // namespace spolab
