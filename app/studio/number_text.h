#pragma once

#include <QString>

namespace spolab {

/// Numbers for people, at most about six characters: "0.834", "12.4k", "3.1M", "3e-4", "–" for NaN.
QString numberText(double value);
/// At most four characters where it can be: "0.15", "2.9", "13", "3.2k".
QString shortText(double value);
/// The same for the numbers of an axis: "20k", "0.5", without zeros that say nothing.
QString tickText(double value);
/// "2,140": whole, with separators.
QString countText(double value);
/// "4 min 10 s", "58 s", "2 h 05 min".
QString durationText(double seconds);

}  // namespace spolab
