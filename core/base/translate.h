#pragma once

#include <string>
#include <utility>

#include <fmt/format.h>

namespace spolab {

/// Gives `text`, written in English, in the reader's language, or as it is.
using Translator = std::string (*)(const char* context, const char* text);

/// For programs that have one, before their threads start; null takes it away. Folders that know no Qt get at Qt's this
/// way.
void setTranslator(Translator translator);

/// `text` as the reader should see it. Both as literals, so that tools find them (lupdate knows the name).
std::string translate(const char* context, const char* text);

/// `pattern` translated, then filled in with fmt. A translation that does not fit the arguments gives way to the text.
template <typename... Args>
std::string translateFormat(const char* context, fmt::format_string<Args...> pattern, Args&&... args) {
  const fmt::string_view source = pattern;
  const std::string text(source.data(), source.size());
  const std::string found = translate(context, text.c_str());
  try {
    return fmt::vformat(found, fmt::make_format_args(args...));
  } catch (const fmt::format_error&) {
    return fmt::vformat(text, fmt::make_format_args(args...));
  }
}

}  // namespace spolab
