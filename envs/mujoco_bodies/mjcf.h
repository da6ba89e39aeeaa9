#pragma once

#include <string_view>

/// The files of assets/bodies as they were when this program was built: an environment needs no file at run time.
namespace spolab::bodies {

extern const std::string_view kAntMjcf;
extern const std::string_view kHumanoidMjcf;

}  // namespace spolab::bodies
