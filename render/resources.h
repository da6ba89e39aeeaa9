#pragma once

#include <span>

namespace spolab {

/// The bytes of a compiled-in file of resources/, for example "shaders/sky.vert"; a zero follows them. Static storage.
/// An unknown name is a bug.
std::span<const unsigned char> resource(const char* name);

/// The same as a C string.
inline const char* resourceText(const char* name) { return reinterpret_cast<const char*>(resource(name).data()); }

}  // namespace spolab
