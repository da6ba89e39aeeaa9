#pragma once

#include <filesystem>
#include <string>

#include "render/video/ffmpeg.h"
#include "render/video_writer.h"

namespace spolab::av {

/// One encoder and the file its packets go to.
class Muxer {
 public:
  /// `container` by FFmpeg's name; the encoder `codec` is configured by the caller before begin().
  Muxer(const std::filesystem::path& file, const char* container, const AVCodec& codec, const VideoOptions& options);
  ~Muxer();
  Muxer(const Muxer&) = delete;
  Muxer& operator=(const Muxer&) = delete;

  [[nodiscard]] AVCodecContext& codec() { return *codec_; }
  /// Opens encoder and file; `muxerOptions` as "key=value:key=value".
  void begin(const char* muxerOptions);
  /// Encodes and writes; null: the end of the film.
  void write(const AVFrame* frame);
  /// Ends the file and closes it.
  void end();

 private:
  void writePackets();

  std::string name_;
  Codec codec_;
  AVFormatContext* output_ = nullptr;
  AVStream* stream_ = nullptr;
  Packet packet_ = makePacket();
};

/// Bytes that FFmpeg keeps as 0xAARRGGBB words: what its palette filters want.
inline constexpr AVPixelFormat kPixels = AV_PIX_FMT_RGB32;
/// `image` in those bytes.
Frame frameOf(const Image& image, const std::string& name);

/// See VideoWriter::verify.
void verifyVideo(const std::filesystem::path& file, int width, int height, long long pictures, const std::string& name);

}  // namespace spolab::av
