#pragma once

#include <memory>

#include "envs/env.h"

namespace spolab {

/// The world of a physics engine by itself, for measuring what restoring states costs. Belongs to one thread.
class BareEngine {
 public:
  virtual ~BareEngine() = default;
  /// Puts the engine's world at `state`, which belongs to the environment it was asked from.
  virtual void load(StateView state) = 0;
  /// Moves it on by what the engine does in one step of the environment: the same controls and time steps, warm
  /// started as engines are, nothing loaded, put in order, checked or read back.
  virtual void step(ActionView action) = 0;
};

/// What an Env is besides, when an engine moves it.
class EngineDriven {
 public:
  virtual ~EngineDriven() = default;
  [[nodiscard]] virtual std::unique_ptr<BareEngine> bareEngine() const = 0;
};

}  // namespace spolab
