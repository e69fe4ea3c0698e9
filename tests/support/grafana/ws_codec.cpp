#include "support/grafana/ws_codec.hpp"

#include <openssl/evp.h>

namespace livetap::test {
namespace {

constexpr int protocol_error = 1002;
constexpr int too_big = 1009;

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const unsigned char byte : bytes) value = value << 8 | byte;
  return value;
}

}  // namespace

std::string ws_accept_key(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha1(), nullptr);
  unsigned char encoded[64];
  const int length = EVP_EncodeBlock(encoded, digest, static_cast<int>(size));
  return {reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(length)};
}

std::string ws_encode(WsOpcode opcode, std::string_view payload) {
  std::string frame;
  frame += static_cast<char>(0x80 | static_cast<int>(opcode));
  if (payload.size() < 126) {
    frame += static_cast<char>(payload.size());
  } else {
    frame += static_cast<char>(126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xff);
  }
  return frame.append(payload);
}

std::optional<WsFrame> WsReader::next() {
  if (error_ != 0 || buffer_.size() < 2) return std::nullopt;
  const auto first = static_cast<unsigned char>(buffer_[0]);
  const auto second = static_cast<unsigned char>(buffer_[1]);
  const int opcode = first & 0x0f;
  const bool control = opcode >= 8;
  if ((first & 0x70) != 0) return fail(protocol_error, "reserved bits set, or compression");
  if (opcode > 10 || (opcode > 2 && opcode < 8)) return fail(protocol_error, "unknown opcode");
  if ((second & 0x80) == 0) return fail(protocol_error, "a client's frame without mask");
  std::size_t header = 2;
  std::uint64_t size = second & 0x7f;
  if (size >= 126) {
    if (control) return fail(protocol_error, "a control frame over 125 bytes");
    const std::size_t wide = size == 126 ? 2 : 8;
    if (buffer_.size() < 2 + wide) return std::nullopt;
    size = big_endian(std::string_view(buffer_).substr(2, wide));
    header += wide;
  }
  if (control && (first & 0x80) == 0) return fail(protocol_error, "a control frame in parts");
  if (size > frame_limit_) return fail(too_big, "a frame beyond the message limit");
  if (buffer_.size() < header + 4 + size) return std::nullopt;
  WsFrame frame{(first & 0x80) != 0, static_cast<WsOpcode>(opcode),
                buffer_.substr(header + 4, size)};
  for (std::size_t i = 0; i < frame.payload.size(); ++i) {
    frame.payload[i] = static_cast<char>(frame.payload[i] ^ buffer_[header + i % 4]);
  }
  buffer_.erase(0, header + 4 + size);
  return frame;
}

std::optional<WsFrame> WsReader::fail(int code, const char* text) {
  error_ = code;
  error_text_ = text;
  return std::nullopt;
}

}  // namespace livetap::test
