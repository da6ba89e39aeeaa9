#include "tests/support/video_frames.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

namespace spolab::test {
namespace {

void need(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

Image imageOf(const AVFrame& frame) {
  Image image{frame.width, frame.height, {}};
  image.pixels.resize(static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height) * 4);
  SwsContext* scaler = sws_getContext(frame.width, frame.height, static_cast<AVPixelFormat>(frame.format), frame.width,
                                      frame.height, AV_PIX_FMT_RGBA, SWS_BICUBIC, nullptr, nullptr, nullptr);
  need(scaler != nullptr, "a conversion of colours");
  if (frame.colorspace == AVCOL_SPC_BT709) {
    const int* coefficients = sws_getCoefficients(SWS_CS_ITU709);
    sws_setColorspaceDetails(scaler, coefficients, 0, coefficients, 1, 0, 1 << 16, 1 << 16);
  }
  std::uint8_t* rows[] = {image.pixels.data()};
  const int strides[] = {frame.width * 4};
  sws_scale(scaler, frame.data, frame.linesize, 0, frame.height, rows, strides);
  sws_freeContext(scaler);
  return image;
}

}  // namespace

DecodedVideo decodeVideo(const std::filesystem::path& file) {
  DecodedVideo video;
  AVFormatContext* input = nullptr;
  need(avformat_open_input(&input, file.c_str(), nullptr, nullptr) >= 0, "a film that opens");
  need(avformat_find_stream_info(input, nullptr) >= 0, "a film with streams");
  const AVCodec* codec = nullptr;
  const int index = av_find_best_stream(input, AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
  need(index >= 0, "a film with pictures");
  const AVStream& stream = *input->streams[index];
  AVCodecContext* decoder = avcodec_alloc_context3(codec);
  avcodec_parameters_to_context(decoder, stream.codecpar);
  need(avcodec_open2(decoder, codec, nullptr) >= 0, "a decoder");
  video.width = stream.codecpar->width;
  video.height = stream.codecpar->height;
  AVPacket* packet = av_packet_alloc();
  AVFrame* frame = av_frame_alloc();
  const auto drain = [&] {
    while (avcodec_receive_frame(decoder, frame) >= 0) video.pictures.push_back(imageOf(*frame));
  };
  for (; av_read_frame(input, packet) >= 0; av_packet_unref(packet)) {
    if (packet->stream_index != index) continue;
    need(avcodec_send_packet(decoder, packet) >= 0, "pictures that decode");
    const double end = static_cast<double>(packet->pts + packet->duration) * av_q2d(stream.time_base);
    video.seconds = std::max(video.seconds, end);
    drain();
  }
  avcodec_send_packet(decoder, nullptr);
  drain();
  av_frame_free(&frame);
  av_packet_free(&packet);
  avcodec_free_context(&decoder);
  avformat_close_input(&input);
  return video;
}

}  // namespace spolab::test
