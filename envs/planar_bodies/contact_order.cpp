#include "envs/planar_bodies/contact_order.h"

#include <box2d/box2d.h>

namespace spolab::planar {
namespace {

/// The head of a body's contact list is private and has no setter. A member pointer may name a private member in an
/// explicit instantiation, and only there.
using ContactList = b2ContactEdge* b2Body::*;
ContactList contactListMember();

template <ContactList member>
struct Reveal {
  friend ContactList contactListMember() { return member; }
};
template struct Reveal<&b2Body::m_contactList>;

std::uint64_t orderOf(b2Contact& contact) {
  const auto number = [](b2Fixture* fixture) { return static_cast<std::uint64_t>(fixture->GetUserData().pointer); };
  const std::uint64_t a = number(contact.GetFixtureA()), b = number(contact.GetFixtureB());
  const std::uint64_t low = a < b ? a : b, high = a < b ? b : a;
  const auto child = static_cast<std::uint64_t>(contact.GetChildIndexA() + contact.GetChildIndexB());
  return high << 48 | low << 32 | child;
}

}  // namespace

void numberFixture(b2Fixture& fixture, std::uint32_t number) { fixture.GetUserData().pointer = number; }

void sortContacts(b2Body& body) {
  b2ContactEdge* rest = body.GetContactList();
  if (rest == nullptr || rest->next == nullptr) return;
  b2ContactEdge* sorted = nullptr;
  while (rest != nullptr) {
    b2ContactEdge* const edge = rest;
    rest = rest->next;
    const std::uint64_t order = orderOf(*edge->contact);
    b2ContactEdge* before = nullptr;
    b2ContactEdge* after = sorted;
    while (after != nullptr && orderOf(*after->contact) < order) {
      before = after;
      after = after->next;
    }
    edge->prev = before;
    edge->next = after;
    (before != nullptr ? before->next : sorted) = edge;
    if (after != nullptr) after->prev = edge;
  }
  body.*contactListMember() = sorted;
}

}  // namespace spolab::planar
