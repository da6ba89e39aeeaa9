#pragma once

#include <filesystem>
#include <vector>

#include "render/image.h"

namespace spolab::test {

/// What a player would show of a film.
struct DecodedVideo {
  int width = 0, height = 0;
  double seconds = 0.0;  ///< from the first picture to the end of the last
  std::vector<Image> pictures;
};

/// Decodes every picture with FFmpeg's libraries. Throws std::runtime_error when the film is damaged.
DecodedVideo decodeVideo(const std::filesystem::path& file);

}  // namespace spolab::test
