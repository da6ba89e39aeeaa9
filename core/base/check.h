#pragma once

#include <sstream>
#include <string>

namespace spolab::detail {

/// Prints the failed condition with its place and aborts. Never returns.
[[noreturn]] void checkFailed(const char* file, int line, const char* condition, const std::string& operands);

template <typename A, typename B>
[[noreturn]] void checkFailed(const char* file, int line, const char* condition, const A& a, const B& b) {
  std::ostringstream text;
  text << a << " against " << b;
  checkFailed(file, line, condition, text.str());
}

}  // namespace spolab::detail

/// A bug in this program, not in its input: always on, prints the operands, aborts.
#define SPOLAB_CHECK(condition)                                                     \
  do {                                                                              \
    if (!(condition)) [[unlikely]]                                                  \
      ::spolab::detail::checkFailed(__FILE__, __LINE__, #condition, std::string{}); \
  } while (false)

#define SPOLAB_CHECK_OP(op, a, b)                                                     \
  do {                                                                                \
    if (!((a)op(b))) [[unlikely]]                                                     \
      ::spolab::detail::checkFailed(__FILE__, __LINE__, #a " " #op " " #b, (a), (b)); \
  } while (false)

#define SPOLAB_CHECK_EQ(a, b) SPOLAB_CHECK_OP(==, a, b)
#define SPOLAB_CHECK_LT(a, b) SPOLAB_CHECK_OP(<, a, b)
#define SPOLAB_CHECK_LE(a, b) SPOLAB_CHECK_OP(<=, a, b)
