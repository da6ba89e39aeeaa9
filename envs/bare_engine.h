#pragma once

#include <memory>

#include "envs/env.h"

namespace spolab {

/// The world of a physics engine by itself, for measuring what restoring states costs. Belongs to one thread, and not
/// longer than the environment it came from.
class BareEngine {
 public:
  virtual ~BareEngine() = default;
  /// Puts the engine's world at `state`, which belongs to the environment it was asked from.
  virtual void load(StateView state) = 0;
  /// Moves it on by what the engine does in one step of the environment: the same controls and time steps, warm
  /// started as engines are. No state is loaded or read back, no contact put in order, no result looked at.
  virtual void step(ActionView action) = 0;
  /// Where it has got to, as a state of the environment but for the number of steps.
  virtual void read(StateSpan state) const = 0;
};

/// What an Env is besides, when an engine moves it.
class EngineDriven {
 public:
  virtual ~EngineDriven() = default;
  [[nodiscard]] virtual std::unique_ptr<BareEngine> bareEngine() const = 0;
};

}  // namespace spolab
