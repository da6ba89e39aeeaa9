#pragma once

#include <memory>
#include <span>

#include "envs/planar_bodies/body.h"
#include "envs/planar_bodies/state.h"
#include "envs/planar_bodies/terrain.h"

namespace spolab::planar {

/// What one control step met.
struct Advance {
  bool sound = true;  ///< false: a number became too large or infinite, and the state is as it was before
  int touching = 0;   ///< pairs of a bar and a piece of ground that touch at the end
};

/// Moves `state` on by one control step under `controls` [joints], each in [−1, 1], over `terrain` (null: flat ground
/// at z = 0). Loads the state into a Box2D world that belongs to the calling thread and to `body`, steps and reads it
/// back: a pure function of its arguments, bit for bit, whatever that world did before. Any thread; allocates nothing
/// once warm. Leaves `steps` alone.
Advance advance(const Body& body, State& state, std::span<const float> controls, const Terrain* terrain);

class World;

/// A Box2D world of its own, see BareEngine.
class BareWorld {
 public:
  BareWorld(const Body& body, bool rough);
  ~BareWorld();
  void load(const State& state, const Terrain* terrain);
  void run(std::span<const float> controls);
  [[nodiscard]] State read() const;

 private:
  const Body& body_;
  State loaded_;
  double origin_ = 0.0;
  std::unique_ptr<World> world_;
};

}  // namespace spolab::planar
