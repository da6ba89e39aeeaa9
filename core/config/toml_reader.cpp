#include "core/config/toml_reader.h"

#include <charconv>
#include <cstring>
#include <fstream>

#include <toml++/toml.h>

#include "core/base/error.h"

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

}  // namespace

std::vector<std::pair<std::string, std::string>> readToml(const std::string& document, const std::string& where) {
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
