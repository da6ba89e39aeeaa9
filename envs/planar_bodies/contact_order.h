#pragma once

#include <cstdint>

class b2Body;
class b2Fixture;

namespace spolab::planar {

/// Gives a fixture the number by which its contacts are ordered; below 65536 and unique in its world.
void numberFixture(b2Fixture& fixture, std::uint32_t number);

/// Relinks the body's list of contacts in the order of the two fixtures' numbers. Box2D solves contacts one after
/// another in the order in which the broad phase happened to find them, and that order is history: sorted, the solution
/// depends on the present alone.
void sortContacts(b2Body& body);

}  // namespace spolab::planar
