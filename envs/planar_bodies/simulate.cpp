#include "envs/planar_bodies/simulate.h"

#include <box2d/box2d.h>
#include <cmath>
#include <memory>

#include "core/base/check.h"
#include "envs/planar_bodies/contact_order.h"
#include "envs/planar_bodies/kinematics.h"

namespace spolab::planar {
namespace {

constexpr float kGravity = 9.81f;
constexpr float kGroundDepth = 3.0f;      ///< below height 0: too thick to fall through
constexpr float kHighestGround = 0.4f;    ///< no terrain rises above this
constexpr float kFlatHalfWidth = 20.0f;   ///< a body loaded at x = 0 reaches nowhere near its ends
constexpr std::int64_t kWindowReach = 2;  ///< pieces of terrain to either side of the torso's
constexpr std::size_t kWindow = 2 * kWindowReach + 1;
constexpr std::uint32_t kFirstBarNumber = 16;  ///< ground pieces are numbered below

using Pieces = std::array<Terrain::Piece, kWindow>;

b2Vec2 toBox2d(Vec2 v) { return {v.x, v.z}; }

/// Two opposite edges with a radius: Box2D has no capsule, but its polygons collide as rounded hulls.
b2PolygonShape capsule(const Bar& bar, Vec2 centre) {
  b2PolygonShape shape;
  shape.m_count = 2;
  shape.m_vertices[0] = {bar.from.x - centre.x, bar.from.z - centre.z};
  shape.m_vertices[1] = {bar.to.x - centre.x, bar.to.z - centre.z};
  b2Vec2 along = shape.m_vertices[1] - shape.m_vertices[0];
  along.Normalize();
  shape.m_normals[0] = {along.y, -along.x};
  shape.m_normals[1] = {-along.y, along.x};
  shape.m_centroid = 0.5f * (shape.m_vertices[0] + shape.m_vertices[1]);
  shape.m_radius = bar.radius;
  return shape;
}

/// A block of ground under the line from (left, leftHeight) to (right, rightHeight). Exact in height: no skin.
void shapeBlock(b2PolygonShape& shape, const Terrain::Piece& piece) {
  shape.m_count = 4;
  shape.m_radius = 0;
  shape.m_vertices[0] = {piece.left, -kGroundDepth};
  shape.m_vertices[1] = {piece.right, -kGroundDepth};
  shape.m_vertices[2] = {piece.right, piece.rightHeight};
  shape.m_vertices[3] = {piece.left, piece.leftHeight};
  b2Vec2 slope = shape.m_vertices[2] - shape.m_vertices[3];
  slope.Normalize();
  shape.m_normals[0] = {0, -1};
  shape.m_normals[1] = {1, 0};
  shape.m_normals[2] = {-slope.y, slope.x};
  shape.m_normals[3] = {-1, 0};
  shape.m_centroid = 0.25f * (shape.m_vertices[0] + shape.m_vertices[1] + shape.m_vertices[2] + shape.m_vertices[3]);
}

/// The torque of a hinge in the sense of its own angle, spring and damper taken at the end of the substep:
///   τ = (u·gear − k·(q + h·q̇) − c·q̇) / (1 + h·(c + h·k) / I),  1/I = 1/I_parent + 1/I_child.
/// The explicit form feeds in energy as soon as h exceeds about 2·I/c.
struct HingeTorque {
  float gear = 0, stiffness = 0, damping = 0, substep = 0, share = 1;

  HingeTorque() = default;
  HingeTorque(const Hinge& hinge, float parentInertia, float childInertia, float h)
      : gear(hinge.gear), stiffness(hinge.stiffness), damping(hinge.damping), substep(h) {
    const float inverseInertia = 1 / parentInertia + 1 / childInertia;
    share = 1 / (1 + h * (damping + h * stiffness) * inverseInertia);
  }
  [[nodiscard]] float operator()(float control, float angle, float rate) const {
    return share * (control * gear - stiffness * (angle + substep * rate) - damping * rate);
  }
};

/// Box2D sets up its table of contact types, a plain global, when the first contact is made. Here it happens once,
/// before any two threads can meet there.
bool makeFirstContact() {
  const auto world = std::make_unique<b2World>(b2Vec2{0, 0});
  b2BodyDef definition;
  b2PolygonShape box;
  box.SetAsBox(1, 1);
  world->CreateBody(&definition)->CreateFixture(&box, 0);
  definition.type = b2_dynamicBody;
  world->CreateBody(&definition)->CreateFixture(&box, 1);
  world->Step(0.01f, 1, 1);
  return world->GetContactCount() == 1;
}

}  // namespace

/// The scratch world of one thread and one body. Nothing in it outlives a step but memory: see README.md for why the
/// answer does not depend on its past.
class World {
 public:
  World(const Body& body, bool rough) : body_(&body), rough_(rough), world_(b2Vec2{0, -kGravity}) {
    static const bool prepared = makeFirstContact();
    SPOLAB_CHECK(prepared);
    SPOLAB_CHECK_LE(body.links.size(), kMaxLinks);
    world_.SetAllowSleeping(false);
    world_.SetContinuousPhysics(false);
    addGround();
    std::uint32_t number = kFirstBarNumber;
    for (std::size_t i = 0; i < body.links.size(); ++i) addLink(i, number);
    for (std::size_t i = 1; i < body.links.size(); ++i) addHinge(i);
  }

  [[nodiscard]] bool isFor(const Body& body, bool rough) const { return body_ == &body && rough_ == rough; }

  /// Puts the pieces around cell `middle` in place, with the left end of that cell at x = 0. The broad phase is not
  /// told: it knows each block by the largest outline it can have, which is the same for all terrains.
  void loadTerrain(const Terrain& terrain, std::int64_t middle) {
    Pieces pieces;
    terrain.pieces(middle - kWindowReach, pieces);
    for (std::size_t i = 0; i < kWindow; ++i) {
      pieces[i].left += cellLeft(i);
      pieces[i].right += cellLeft(i);
      shapeBlock(*static_cast<b2PolygonShape*>(blocks_[i]->GetShape()), pieces[i]);
    }
  }

  void load(const LinkMotions& motions) {
    for (std::size_t i = 0; i < body_->links.size(); ++i) {
      const LinkMotion& m = motions[i];
      links_[i]->SetTransform({m.x, m.z}, m.angle);
      links_[i]->SetLinearVelocity({m.vx, m.vz});
      links_[i]->SetAngularVelocity(m.spin);
    }
    // Step would look for new contacts itself, but after the order of the contacts has been settled.
    const_cast<b2ContactManager&>(world_.GetContactManager()).FindNewContacts();
    forgetImpulses();
  }

  void run(std::span<const float> controls) {
    for (int substep = 0; substep < body_->substeps; ++substep) {
      for (std::size_t i = 1; i < body_->links.size(); ++i) applyTorque(i, controls[i - 1]);
      for (std::size_t i = 0; i < body_->links.size(); ++i) sortContacts(*links_[i]);
      // Impulses remembered from before the load belong to another state; from then on they are this step's own.
      world_.SetWarmStarting(substep > 0);
      world_.Step(body_->substepSeconds, body_->velocityIterations, body_->positionIterations);
    }
  }

  /// The same as an engine does it that nobody restores.
  void runBare(std::span<const float> controls) {
    world_.SetWarmStarting(true);
    for (int substep = 0; substep < body_->substeps; ++substep) {
      for (std::size_t i = 1; i < body_->links.size(); ++i) applyTorque(i, controls[i - 1]);
      world_.Step(body_->substepSeconds, body_->velocityIterations, body_->positionIterations);
    }
  }

  void read(LinkMotions& motions) const {
    for (std::size_t i = 0; i < body_->links.size(); ++i) {
      const b2Body& link = *links_[i];
      motions[i].x = link.GetPosition().x;
      motions[i].z = link.GetPosition().y;
      motions[i].angle = link.GetAngle();
      motions[i].vx = link.GetLinearVelocity().x;
      motions[i].vz = link.GetLinearVelocity().y;
      motions[i].spin = link.GetAngularVelocity();
    }
  }

  [[nodiscard]] int touching() const {
    int count = 0;
    for (const b2Contact* contact = world_.GetContactList(); contact != nullptr; contact = contact->GetNext())
      count += contact->IsTouching() ? 1 : 0;
    return count;
  }

 private:
  /// Switching warm starting off for a substep is not enough: where the two points of a contact are so close that the
  /// solver drops the second, that one keeps the impulse it had before the load, for the next substep to start from.
  void forgetImpulses() {
    for (b2Contact* contact = world_.GetContactList(); contact != nullptr; contact = contact->GetNext())
      contact->GetManifold()->pointCount = 0;
  }

  /// Left end of the window's cell i where the middle one begins at 0.
  static float cellLeft(std::size_t i) {
    const std::int64_t offset = static_cast<std::int64_t>(i) - kWindowReach;
    return static_cast<float>(static_cast<double>(offset) * Terrain::kCellLength);
  }

  void addGround() {
    b2BodyDef definition;
    ground_ = world_.CreateBody(&definition);
    if (!rough_) addBlock(0, {-kFlatHalfWidth, kFlatHalfWidth, 0, 0});
    for (std::size_t i = 0; rough_ && i < kWindow; ++i)
      addBlock(i, {cellLeft(i), cellLeft(i + 1), kHighestGround, kHighestGround});
  }

  void addBlock(std::size_t i, const Terrain::Piece& outline) {
    b2PolygonShape shape;
    shapeBlock(shape, outline);
    b2FixtureDef fixture;
    fixture.shape = &shape;
    fixture.friction = 1;
    blocks_[i] = ground_->CreateFixture(&fixture);
    numberFixture(*blocks_[i], static_cast<std::uint32_t>(i));
  }

  void addLink(std::size_t i, std::uint32_t& number) {
    const Link& link = body_->links[i];
    b2BodyDef definition;
    definition.type = b2_dynamicBody;
    definition.allowSleep = false;
    links_[i] = world_.CreateBody(&definition);
    for (const Bar& bar : link.bars) {
      if (!bar.touchesGround) continue;
      const b2PolygonShape shape = capsule(bar, link.centre);
      b2FixtureDef fixture;
      fixture.shape = &shape;
      fixture.friction = link.friction * link.friction;  // Box2D takes the root of the product with the ground's 1
      fixture.density = 0;
      fixture.filter.groupIndex = -1;  // links pass through one another
      numberFixture(*links_[i]->CreateFixture(&fixture), number++);
    }
    // Framed at the centre of mass: with an offset, setting a transform that was read would change its last bits.
    links_[i]->SetMassData(std::array<b2MassData, 1>{{{link.mass, {0, 0}, body_->inertiaOf(i)}}}.data());
  }

  void addHinge(std::size_t i) {
    const Link& link = body_->links[i];
    const auto parent = static_cast<std::size_t>(link.parent);
    const Hinge& hinge = link.hinge;
    const Vec2 parentCentre = body_->links[parent].centre;
    b2RevoluteJointDef definition;
    definition.bodyA = links_[parent];
    definition.bodyB = links_[i];
    definition.localAnchorA = {hinge.onParent.x - parentCentre.x, hinge.onParent.z - parentCentre.z};
    definition.localAnchorB = -toBox2d(link.centre);
    definition.enableLimit = true;
    // Box2D's angles turn about −y.
    definition.lowerAngle = hinge.axis > 0 ? -hinge.upper : hinge.lower;
    definition.upperAngle = hinge.axis > 0 ? -hinge.lower : hinge.upper;
    world_.CreateJoint(&definition);
    torques_[i] = HingeTorque(hinge, body_->inertiaOf(parent), body_->inertiaOf(i), body_->substepSeconds);
  }

  void applyTorque(std::size_t i, float control) {
    const Link& link = body_->links[i];
    b2Body& child = *links_[i];
    b2Body& parent = *links_[static_cast<std::size_t>(link.parent)];
    const float sense = -link.hinge.axis;
    const float angle = sense * (child.GetAngle() - parent.GetAngle());
    const float rate = sense * (child.GetAngularVelocity() - parent.GetAngularVelocity());
    const float torque = sense * torques_[i](control, angle, rate);
    child.ApplyTorque(torque, false);
    parent.ApplyTorque(-torque, false);
  }

  const Body* body_;
  bool rough_;
  b2World world_;
  b2Body* ground_ = nullptr;
  std::array<b2Fixture*, kWindow> blocks_{};
  std::array<b2Body*, kMaxLinks> links_{};
  std::array<HingeTorque, kMaxLinks> torques_{};
};

namespace {

/// This thread's; replaced where it is spoilt.
std::unique_ptr<World>& worldOf(const Body& body, bool rough) {
  thread_local std::vector<std::unique_ptr<World>> worlds;
  for (auto& world : worlds)
    if (world->isFor(body, rough)) return world;
  return worlds.emplace_back(std::make_unique<World>(body, rough));
}

/// Puts `world` at `state`; returns where its x = 0 is.
double load(World& world, const Body& body, const State& state, const Terrain* terrain, LinkMotions& motions) {
  double origin = state.x;
  if (terrain != nullptr) {
    const std::int64_t cell = Terrain::cellOf(state.x);
    origin = static_cast<double>(cell) * Terrain::kCellLength;
    world.loadTerrain(*terrain, cell);
  }
  linkMotions(body, state, origin, motions);
  world.load(motions);
  return origin;
}

}  // namespace

Advance advance(const Body& body, State& state, std::span<const float> controls, const Terrain* terrain) {
  SPOLAB_CHECK_EQ(controls.size(), body.joints());
  std::unique_ptr<World>& world = worldOf(body, terrain != nullptr);
  LinkMotions motions;
  const double origin = load(*world, body, state, terrain, motions);
  world->run(controls);
  world->read(motions);
  State next = state;
  readMotions(body, motions, origin, next);
  if (!isPlausible(next)) {
    world = std::make_unique<World>(body, terrain != nullptr);  // what is no number stays in the engine's own memory
    return {false, 0};
  }
  state = next;
  return {true, world->touching()};
}

BareWorld::BareWorld(const Body& body, bool rough) : body_(body), world_(std::make_unique<World>(body, rough)) {}
BareWorld::~BareWorld() = default;

void BareWorld::load(const State& state, const Terrain* terrain) {
  LinkMotions motions;
  loaded_ = state;
  origin_ = planar::load(*world_, body_, state, terrain, motions);
}

State BareWorld::read() const {
  LinkMotions motions;
  world_->read(motions);
  State state = loaded_;
  readMotions(body_, motions, origin_, state);
  return state;
}

void BareWorld::run(std::span<const float> controls) { world_->runBare(controls); }

}  // namespace spolab::planar
