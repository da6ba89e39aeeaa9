#pragma once

#include <filesystem>

#include "core/trace/search_trace.h"

namespace spolab {

/// Writes a trace as one binary file ("SPOTRACE", version, fields in the order of the struct), whole or
/// not at all; in place where its folder takes no other file, and through links. Throws Error.
void saveTrace(const SearchTrace& trace, const std::filesystem::path& file);
/// Reads it back, equal field by field. Throws Error when it is another kind of file, truncated or inconsistent.
SearchTrace loadTrace(const std::filesystem::path& file);

}  // namespace spolab
