#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace spolab {

/// The leaves of a TOML document as ("planner.particles", "16") pairs in the order of the file, texts without quotes.
/// Throws a usage Error with line and column when it is not TOML, and for arrays, dates and texts over several lines,
/// which no setting takes.
std::vector<std::pair<std::string, std::string>> readToml(const std::string& document, const std::string& where);

/// The whole of a text file. Throws Error when it cannot be read or is larger than 16 MiB.
std::string readTextFile(const std::filesystem::path& file);

}  // namespace spolab
