#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace spolab {

/// A picture in memory: RGBA, 8 bits each, sRGB, top row first.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;  ///< [height, width, 4]

  [[nodiscard]] bool empty() const { return pixels.empty(); }
};

/// The bytes of a PNG file.
std::vector<std::uint8_t> pngBytes(const Image& image);
/// Throws Error when the file cannot be written.
void savePng(const Image& image, const std::filesystem::path& file);
/// Throws Error when the file is missing or no picture.
Image loadPng(const std::filesystem::path& file);

}  // namespace spolab
