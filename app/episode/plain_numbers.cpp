#include "app/episode/plain_numbers.h"

#include <cmath>

#include <fmt/format.h>

namespace spolab {

std::string plainNumber(double value) {
  if (!std::isfinite(value)) return "–";
  const double size = std::abs(value);
  if (size >= 1e6) return fmt::format("{:.{}f}M", value / 1e6, size >= 1e8 ? 0 : 1);
  if (size >= 1e4) return fmt::format("{:.{}f}k", value / 1e3, size >= 1e5 ? 0 : 1);
  if (size >= 100.0) return fmt::format("{:.0f}", value);
  if (size >= 10.0) return fmt::format("{:.1f}", value);
  if (size >= 0.001 || size == 0.0) return fmt::format("{:.{}f}", value, size >= 1.0 ? 2 : 3);
  return fmt::format("{:.2g}", value);
}

std::string plainCount(double value) {
  std::string text = std::to_string(std::llround(value));
  const std::size_t sign = text.front() == '-' ? 1 : 0;
  for (std::size_t at = text.size(); at > sign + 3;) text.insert(at -= 3, ",");
  return text;
}

std::string plainBytes(double bytes) {
  if (bytes >= 1e6) return fmt::format("{:.1f} MB", bytes / 1e6);
  return fmt::format("{:.0f} kB", std::ceil(bytes / 1e3));
}

}  // namespace spolab
