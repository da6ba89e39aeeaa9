#pragma once

#include <string>

#include "envs/env.h"

namespace spolab {

// Pieces of tables of comma-separated values. Names stand as the rules have them, whatever language is spoken; numbers
// have the digits that give the very same bits back.

/// Text as one field, whatever it holds.
std::string tableField(const std::string& text);
/// A number as one field; empty where it is not known (NaN).
std::string tableNumber(float value);
std::string tableNumber(double value);

/// The action, or the dimension of a box, with this number: its name, or the number where it has none.
std::string actionNameField(const EnvSpec& spec, std::size_t index);
/// Columns that an action fills: "action", of a box one per dimension ("action hip,action knee").
std::string actionColumns(const EnvSpec& spec);
/// An action as these columns: its name, of a box its numbers.
std::string actionFields(const EnvSpec& spec, ActionView action);

}  // namespace spolab
