#include "core/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace spolab::detail {

void checkFailed(const char* file, int line, const char* condition, const std::string& operands) {
  std::fprintf(stderr, "spolab: bug: check failed: %s%s%s at %s:%d\n", condition, operands.empty() ? "" : ": ",
               operands.c_str(), file, line);
  std::abort();
}

}  // namespace spolab::detail
