#pragma once

#include <string>

namespace spolab {

/// A number for people, at most about six characters: "0.834", "12.4k", "3.1M", "3e-05", "–" for NaN.
std::string plainNumber(double value);
/// "2,140": whole, with separators.
std::string plainCount(double value);
/// A size of a file: "812 kB", "3.4 MB".
std::string plainBytes(double bytes);

}  // namespace spolab
