#include "render/video/muxer.h"

#include "core/base/check.h"

namespace spolab::av {

Frame makeFrame(int format, int width, int height, const std::string& name) {
  Frame frame = makeFrame();
  frame->format = format;
  frame->width = width;
  frame->height = height;
  check(av_frame_get_buffer(frame.get(), 0), "memory for a picture", name);
  return frame;
}

Frame frameOf(const Image& image, const std::string& name) {
  Frame frame = makeFrame(kPixels, image.width, image.height, name);
  for (int y = 0; y < image.height; ++y) {
    const std::uint8_t* from =
        image.pixels.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) * 4;
    auto* to = reinterpret_cast<std::uint32_t*>(frame->data[0] + static_cast<std::ptrdiff_t>(y) * frame->linesize[0]);
    for (int x = 0; x < image.width; ++x, from += 4)
      to[x] =
          0xFF000000u | static_cast<std::uint32_t>(from[0]) << 16 | static_cast<std::uint32_t>(from[1]) << 8 | from[2];
  }
  return frame;
}

Muxer::Muxer(const std::filesystem::path& file, const char* container, const AVCodec& codec,
             const VideoOptions& options)
    : name_(options.name), codec_(avcodec_alloc_context3(&codec)) {
  SPOLAB_CHECK(codec_ != nullptr);
  // Without "file:" a name with a colon would be taken for a protocol.
  check(avformat_alloc_output_context2(&output_, nullptr, container, ("file:" + file.string()).c_str()),
        "a container for the film", name_);
  stream_ = avformat_new_stream(output_, nullptr);
  codec_->width = options.width;
  codec_->height = options.height;
  codec_->time_base = {1, options.framesPerSecond};
  codec_->framerate = {options.framesPerSecond, 1};
  codec_->sample_aspect_ratio = {1, 1};
  if ((output_->oformat->flags & AVFMT_GLOBALHEADER) != 0) codec_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
}

Muxer::~Muxer() {
  if (output_ == nullptr) return;
  avio_closep(&output_->pb);
  avformat_free_context(output_);
}

void Muxer::begin(const char* muxerOptions) {
  check(avcodec_open2(codec_.get(), nullptr, nullptr), "an encoder that takes this film", name_);
  check(avcodec_parameters_from_context(stream_->codecpar, codec_.get()), "a stream for the film", name_);
  stream_->time_base = codec_->time_base;
  stream_->avg_frame_rate = codec_->framerate;
  check(avio_open(&output_->pb, output_->url, AVIO_FLAG_WRITE), "a file that can be written", name_);
  AVDictionary* dictionary = nullptr;
  av_dict_parse_string(&dictionary, muxerOptions, "=", ":", 0);
  const int code = avformat_write_header(output_, &dictionary);
  av_dict_free(&dictionary);
  check(code, "to write the film", name_);
}

void Muxer::write(const AVFrame* frame) {
  check(avcodec_send_frame(codec_.get(), frame), "to encode the film", name_);
  writePackets();
}

void Muxer::writePackets() {
  for (;;) {
    const int code = avcodec_receive_packet(codec_.get(), packet_.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
    check(code, "to encode the film", name_);
    packet_->stream_index = stream_->index;
    if (packet_->duration == 0) packet_->duration = 1;
    av_packet_rescale_ts(packet_.get(), codec_->time_base, stream_->time_base);
    check(av_interleaved_write_frame(output_, packet_.get()), "to write the film", name_);
    check(output_->pb->error, "to write the film", name_);
  }
}

void Muxer::end() {
  write(nullptr);
  check(av_write_trailer(output_), "to write the film", name_);
  avio_flush(output_->pb);
  const int error = output_->pb->error;
  const int closed = avio_closep(&output_->pb);
  check(error < 0 ? error : closed, "to write the film", name_);
}

}  // namespace spolab::av
