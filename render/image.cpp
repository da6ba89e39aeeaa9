#include "render/image.h"

#include <cstring>
#include <fstream>
#include <memory>

#include "core/base/check.h"
#include "core/base/error.h"

// stb is a library of headers: this file holds its one copy of the reader and writer of pictures.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wunused-function"
#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_PNG
#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image.h>
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace spolab {

std::vector<std::uint8_t> pngBytes(const Image& image) {
  SPOLAB_CHECK_EQ(image.pixels.size(),
                  static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 4);
  stbi_write_png_compression_level = 12;
  std::vector<std::uint8_t> bytes;
  const auto append = [](void* context, void* data, int size) {
    const auto* begin = static_cast<const std::uint8_t*>(data);
    auto& all = *static_cast<std::vector<std::uint8_t>*>(context);
    all.insert(all.end(), begin, begin + size);
  };
  SPOLAB_CHECK(
      stbi_write_png_to_func(append, &bytes, image.width, image.height, 4, image.pixels.data(), image.width * 4) != 0);
  return bytes;
}

void savePng(const Image& image, const std::filesystem::path& file) {
  const std::vector<std::uint8_t> bytes = pngBytes(image);
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) throw Error("a picture file that can be written", "a failed write", file.string());
}

Image loadPng(const std::filesystem::path& file) {
  int width = 0, height = 0, channels = 0;
  const std::unique_ptr<stbi_uc, void (*)(void*)> data(stbi_load(file.c_str(), &width, &height, &channels, 4),
                                                       stbi_image_free);
  if (data == nullptr) throw Error("a PNG picture", stbi_failure_reason(), file.string());
  Image image{width, height, {}};
  image.pixels.assign(data.get(), data.get() + static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
  return image;
}

}  // namespace spolab
