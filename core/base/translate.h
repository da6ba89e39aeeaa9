#pragma once

#include <string>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

namespace spolab {

/// Gives `text`, written in English, in the reader's language, or as it is.
using Translator = std::string (*)(const char* context, const char* text);

/// For programs that have one, before their threads start; null takes it away. Folders that know no Qt get at Qt's this
/// way.
void setTranslator(Translator translator);

/// `text` as the reader should see it. Both as literals: `./dev texts` looks for this name, for phrase() and for
/// marked().
std::string translate(const char* context, const char* text);

/// A literal of a table that is translated where it is used.
constexpr const char* marked(const char* /*context*/, const char* text) { return text; }

/// A pattern of fmt in English, with the context it is looked up in.
struct Phrase {
  const char* context;
  const char* text;
};
constexpr Phrase phrase(const char* context, const char* text) { return {context, text}; }

/// A phrase that fits these arguments, which the compiler has checked.
template <typename... Args>
struct FittingPhrase {
  consteval FittingPhrase(const Phrase& given) : phrase(given), checked(given.text) {}
  Phrase phrase;
  fmt::format_string<Args...> checked;
};

/// `translateFormat(phrase("panels", "{} of {}"), a, b)`: translated, then filled in. A translation that does not fit
/// the arguments gives way to the English text.
template <typename... Args>
std::string translateFormat(FittingPhrase<std::type_identity_t<Args>...> pattern, Args&&... args) {
  try {
    return fmt::vformat(translate(pattern.phrase.context, pattern.phrase.text), fmt::make_format_args(args...));
  } catch (const fmt::format_error&) {
    return fmt::vformat(pattern.phrase.text, fmt::make_format_args(args...));
  }
}

}  // namespace spolab
