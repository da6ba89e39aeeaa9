#include <algorithm>

#include "core/base/check.h"
#include "render/video/ffmpeg.h"
#include "render/video/writers.h"

// What render/video_writer.cpp finds in this library.

extern "C" spolab::VideoWriter* spolabOpenVideo(const std::filesystem::path& file,
                                                const spolab::VideoOptions& options) {
  using namespace spolab;
  SPOLAB_CHECK(std::min(options.width, options.height) > 0 && options.framesPerSecond > 0);
  av_log_set_level(AV_LOG_ERROR);  // what matters comes back as a code
  return (options.format == VideoFormat::kGif ? av::openGif(file, options) : av::openMp4(file, options)).release();
}
