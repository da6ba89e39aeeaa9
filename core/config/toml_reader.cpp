#include "core/config/toml_reader.h"

#include <charconv>
#include <cstring>
#include <fstream>
#include <string_view>

#include <toml++/toml.h>

#include "core/base/error.h"
#include "core/base/utf8.h"

namespace spolab {
namespace {

std::string floatText(double value) {
  char buffer[40];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

void collect(const toml::table& table, const std::string& prefix, const std::string& where,
             std::vector<std::pair<std::string, std::string>>& out) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const auto* inner = node.as_table()) {
      collect(*inner, name + ".", where, out);
    } else if (const auto* text = node.as_string()) {
      out.emplace_back(name, text->get());
    } else if (const auto* whole = node.as_integer()) {
      out.emplace_back(name, std::to_string(whole->get()));
    } else if (const auto* real = node.as_floating_point()) {
      out.emplace_back(name, floatText(real->get()));
    } else if (const auto* flag = node.as_boolean()) {
      out.emplace_back(name, flag->get() ? "true" : "false");
    } else {
      throw Error::usage("a number, a text or true or false for '" + name + "'", "another kind of value",
                         where + ", line " + std::to_string(node.source().begin.line));
    }
  }
}

constexpr std::size_t kMostDots = 16;  ///< in a line, outside of texts

/// toml++ 3 runs into undefined behaviour (its issues 190 and 295) where a character beyond ASCII stands outside of
/// texts and remarks, which TOML forbids, or begins a continued line of a text. Such documents do not reach it, nor do
/// texts over several lines and deep tables, which no setting has.
void refuseWhatTheParserCannotBear(std::string_view document, const std::string& where) {
  std::size_t line = 1, lineBegin = 0;
  const auto refuse = [&](const char* expected, const std::string& found, std::size_t at) {
    throw Error::usage(expected, found,
                       where + ", line " + std::to_string(line) + ", column " + std::to_string(at - lineBegin + 1));
  };
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  char quote = 0;
  bool remark = false;
  std::size_t dots = 0;
  for (std::size_t at = document.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0; at < document.size(); ++at) {
    const char c = document[at];
    if (c == '\n') {
      quote = 0;
      remark = false;
      ++line;
      lineBegin = at + 1;
      dots = 0;
    } else if (remark) {
      continue;
    } else if (quote != 0) {
      if (c == '\\' && quote == '"' && at + 1 < document.size() && document[at + 1] != '\n')
        ++at;
      else if (c == quote)
        quote = 0;
    } else if (c == '"' || c == '\'') {
      if (document.substr(at, 3) == std::string(3, c)) refuse("a text in one line", "one over several", at);
      quote = c;
    } else if (c == '#') {
      remark = true;
    } else if (c == '.') {  // tables in tables, which are read by recursion
      if (++dots > kMostDots) refuse("a name of few parts", "one of more than " + std::to_string(kMostDots), at);
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      refuse("ASCII outside of texts and remarks", "another character", at);
    }
  }
}

}  // namespace

std::vector<std::pair<std::string, std::string>> readToml(const std::string& document, const std::string& where) {
  if (!isUtf8(document)) throw Error::usage("a TOML document in UTF-8", "other bytes", where);
  refuseWhatTheParserCannotBear(document, where);
  std::vector<std::pair<std::string, std::string>> out;
  try {
    collect(toml::parse(document), "", where, out);
  } catch (const toml::parse_error& error) {
    throw Error::usage("a TOML document", std::string(error.description()),
                       where + ", line " + std::to_string(error.source().begin.line) + ", column " +
                           std::to_string(error.source().begin.column));
  }
  return out;
}

std::string readTextFile(const std::filesystem::path& file) {
  std::error_code code;
  const auto size = std::filesystem::file_size(file, code);
  if (code) throw Error("a readable file", code.message(), file.string());
  if (size > (16u << 20)) throw Error("a text file of at most 16 MiB", std::to_string(size) + " bytes", file.string());
  std::ifstream stream(file, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  if (!stream.read(text.data(), static_cast<std::streamsize>(size))) {
    throw Error("a readable file", std::strerror(errno), file.string());
  }
  return text;
}

}  // namespace spolab
