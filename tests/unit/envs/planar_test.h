#pragma once

#include <QString>

#include "envs/planar_bodies/body.h"

namespace spolab::test {

/// The planar body of a row of a test's data.
inline const planar::Body& bodyOf(const QString& id) {
  return id == "half-cheetah" ? planar::halfCheetahBody()
         : id == "hopper"     ? planar::hopperBody()
         : id == "walker2d"   ? planar::walker2dBody()
                              : planar::parkourWalkerBody();
}

}  // namespace spolab::test
