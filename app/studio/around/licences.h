#pragma once

#include <vector>

namespace spolab {

/// What somebody else wrote and this program is made with.
struct Licence {
  const char* name;
  const char* what;  ///< for people: what it does here; not translated by the list
  const char* licence;
};

/// Everything this build is linked with or compiled with, in the order of what a person would look for first.
std::vector<Licence> licences();

}  // namespace spolab
