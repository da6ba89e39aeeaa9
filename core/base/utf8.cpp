#include "core/base/utf8.h"

#include <cstddef>
#include <cstdint>

namespace spolab {
namespace {

/// A lead byte from `first` to `last` wants so many more bytes, the next of them from `low` to `high`.
struct Lead {
  std::uint8_t first, last;
  std::size_t more;
  std::uint8_t low, high;
};

constexpr Lead kLeads[] = {
    {0x00, 0x7F, 0, 0x80, 0xBF}, {0xC2, 0xDF, 1, 0x80, 0xBF}, {0xE0, 0xE0, 2, 0xA0, 0xBF},
    {0xE1, 0xEC, 2, 0x80, 0xBF}, {0xED, 0xED, 2, 0x80, 0x9F}, {0xEE, 0xEF, 2, 0x80, 0xBF},
    {0xF0, 0xF0, 3, 0x90, 0xBF}, {0xF1, 0xF3, 3, 0x80, 0xBF}, {0xF4, 0xF4, 3, 0x80, 0x8F},
};

const Lead* leadOf(std::uint8_t byte) {
  for (const Lead& lead : kLeads)
    if (byte >= lead.first && byte <= lead.last) return &lead;
  return nullptr;
}

}  // namespace

bool isUtf8(std::string_view text) {
  const auto byteAt = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  for (std::size_t at = 0; at < text.size();) {
    const Lead* lead = leadOf(byteAt(at));
    if (lead == nullptr || text.size() - at <= lead->more) return false;
    for (std::size_t k = 1; k <= lead->more; ++k) {
      const std::uint8_t next = byteAt(at + k);
      if (next < (k == 1 ? lead->low : 0x80) || next > (k == 1 ? lead->high : 0xBF)) return false;
    }
    at += 1 + lead->more;
  }
  return true;
}

}  // namespace spolab
