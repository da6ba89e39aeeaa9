#pragma once

#include <filesystem>
#include <memory>

#include "render/video_writer.h"

namespace spolab::av {

std::unique_ptr<VideoWriter> openMp4(const std::filesystem::path& file, const VideoOptions& options);
std::unique_ptr<VideoWriter> openGif(const std::filesystem::path& file, const VideoOptions& options);

}  // namespace spolab::av
