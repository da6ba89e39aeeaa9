#include "render/video/frame_spool.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace spolab::av {
namespace {

[[noreturn]] void refuse(const std::string& name) {
  throw Error("room beside the film for its pictures", std::strerror(errno), name);
}

std::FILE* openNameless(const std::filesystem::path& path, const std::string& name) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) refuse(name);
  ::unlink(path.c_str());
  return ::fdopen(descriptor, "w+b");
}

Codec makeCodec(const AVCodec& codec, int width, int height, int format) {
  Codec context(avcodec_alloc_context3(&codec));
  context->width = width;
  context->height = height;
  context->pix_fmt = static_cast<AVPixelFormat>(format);
  context->time_base = {1, 1000};
  return context;
}

}  // namespace

FrameSpool::FrameSpool(const std::filesystem::path& beside, int width, int height, int format, const std::string& name)
    : name_(name), file_(openNameless(beside.string() + ".frames", name)) {
  const AVCodec* encoder = found(avcodec_find_encoder(AV_CODEC_ID_FFV1), "the encoder FFV1", name);
  encoder_ = makeCodec(*encoder, width, height, format);
  check(avcodec_open2(encoder_.get(), encoder, nullptr), "an encoder for pictures", name);
  const AVCodec* decoder = found(avcodec_find_decoder(AV_CODEC_ID_FFV1), "the decoder FFV1", name);
  decoder_ = makeCodec(*decoder, width, height, format);
  decoder_->extradata = static_cast<std::uint8_t*>(
      av_mallocz(static_cast<std::size_t>(encoder_->extradata_size) + AV_INPUT_BUFFER_PADDING_SIZE));
  decoder_->extradata_size = encoder_->extradata_size;
  if (encoder_->extradata_size > 0)
    std::memcpy(decoder_->extradata, encoder_->extradata, static_cast<std::size_t>(encoder_->extradata_size));
  check(avcodec_open2(decoder_.get(), decoder, nullptr), "a decoder for pictures", name);
}

void FrameSpool::add(const AVFrame& frame) {
  check(avcodec_send_frame(encoder_.get(), &frame), "to lay a picture aside", name_);
  store();
}

void FrameSpool::store() {
  for (;;) {
    const int code = avcodec_receive_packet(encoder_.get(), packet_.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
    check(code, "to lay a picture aside", name_);
    const int size = packet_->size;
    if (std::fwrite(&size, sizeof size, 1, file_.get()) != 1 ||
        std::fwrite(packet_->data, static_cast<std::size_t>(size), 1, file_.get()) != 1)
      refuse(name_);
    av_packet_unref(packet_.get());
  }
}

void FrameSpool::rewind() {
  check(avcodec_send_frame(encoder_.get(), nullptr), "to lay a picture aside", name_);
  store();
  if (std::fflush(file_.get()) != 0) refuse(name_);
  std::rewind(file_.get());
}

Frame FrameSpool::next() {
  Frame frame = makeFrame();
  for (;;) {
    const int code = avcodec_receive_frame(decoder_.get(), frame.get());
    if (code == AVERROR_EOF) return nullptr;
    if (code != AVERROR(EAGAIN)) {
      check(code, "the pictures laid aside", name_);
      return frame;
    }
    int size = 0;
    const bool more = std::fread(&size, sizeof size, 1, file_.get()) == 1;
    if (more) {
      check(av_new_packet(packet_.get(), size), "memory for a picture", name_);
      if (std::fread(packet_->data, static_cast<std::size_t>(size), 1, file_.get()) != 1) refuse(name_);
    }
    check(avcodec_send_packet(decoder_.get(), more ? packet_.get() : nullptr), "the pictures laid aside", name_);
    av_packet_unref(packet_.get());
  }
}

}  // namespace spolab::av
