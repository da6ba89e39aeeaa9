#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/rng.h"

namespace spolab::test {

/// `text` with one to four things wrong with it: what people, editors and disks do to files. `others`: texts of the
/// same kind that it may be mixed with. The same `rng` damages in the same way.
inline std::string damaged(std::string text, const std::vector<std::string>& others, Rng& rng) {
  static constexpr std::array<std::string_view, 30> kPieces{"-1",   "0",    "1e308",      "-1e-400",
                                                            "nan",  "inf",  "2147483648", "18446744073709551616",
                                                            "0x7f", "1e",   "\"",         "[",
                                                            "]",    "{",    "}",          ",",
                                                            "=",    "\n",   "\r\n",       "\t",
                                                            "\\u",  "''",   "#",          "|",
                                                            "true", "null", "999|",       "\xef\xbb\xbf",
                                                            "\xc3", "é"};
  const auto below = [&rng](std::size_t count) {
    return std::min(static_cast<std::size_t>(rng.uniformDouble() * static_cast<double>(count)), count - 1);
  };
  const auto place = [&] { return below(text.size() + 1); };
  const std::size_t faults = 1 + below(4);
  for (std::size_t k = 0; k < faults; ++k) {
    const std::size_t at = place();
    const std::size_t length = 1 + below(std::max<std::size_t>(text.size() / 4, 1));
    switch (below(9)) {
      case 0:  // another bit
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 1:  // any byte
        if (at < text.size()) text[at] = static_cast<char>(below(256));
        break;
      case 2:
        text.erase(at, 1 + below(8));
        break;
      case 3:
        text.erase(at, length);
        break;
      case 4:
        text.resize(at);
        break;
      case 5:
        text.insert(at, text.substr(place(), length));
        break;
      case 6:
        text.insert(at, kPieces[below(kPieces.size())]);
        break;
      case 7: {  // a number becomes another
        const std::size_t digit = text.find_first_of("0123456789", at);
        if (digit == std::string::npos) break;
        const std::size_t end = std::min(text.find_first_not_of("0123456789.", digit), text.size());
        text.replace(digit, end - digit, kPieces[below(10)]);
        break;
      }
      default: {  // the rest of another
        const std::string& other = others[below(others.size())];
        text = text.substr(0, at) + other.substr(below(other.size() + 1));
      }
    }
    if (text.size() > (1u << 20)) text.resize(1u << 20);
  }
  return text;
}

}  // namespace spolab::test
