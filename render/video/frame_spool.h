#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "render/video/ffmpeg.h"

namespace spolab::av {

/// Frames laid aside on the disk without loss, to be gone through a second time. The file stands beside the film, has
/// no name (nothing of it stays, however the process ends) and holds what would not fit into memory.
class FrameSpool {
 public:
  FrameSpool(const std::filesystem::path& beside, int width, int height, int format, const std::string& name);

  /// Keeps a copy. Throws Error when the disk is full.
  void add(const AVFrame& frame);
  /// After the last add(): to the first frame.
  void rewind();
  /// The next frame in order; null at the end.
  Frame next();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  void store();

  std::string name_;
  std::unique_ptr<std::FILE, Close> file_;
  Codec encoder_, decoder_;
  Packet packet_ = makePacket();
};

}  // namespace spolab::av
