#pragma once

#include <string_view>

namespace spolab {

/// Whether `text` is UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing beyond U+10FFFF.
bool isUtf8(std::string_view text);

}  // namespace spolab
