#include <iconv.h>

#include <algorithm>
#include <cctype>

#include "analog/caller_id.h"

namespace callbox::analog {
namespace {

/// Empty if the text isn't wholly in this code.
std::string converted(const char *from, std::string_view text) {
    const iconv_t converter = iconv_open("UTF-8", from);
    if (converter == iconv_t(-1))
        return ""; // this system doesn't know the code: no name rather than a wrong one
    std::string in(text);
    char out[4 * 256];
    char *read = in.data(), *write = out;
    size_t left = in.size(), room = sizeof out;
    const bool whole = iconv(converter, &read, &left, &write, &room) != size_t(-1) && left == 0;
    iconv_close(converter);
    return whole ? std::string(out, sizeof out - room) : "";
}

bool isControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

} // namespace

std::string nameAsUtf8(std::string_view name) {
    while (!name.empty() && name.back() == ' ')
        name.remove_suffix(1);
    if (name.size() > 255 || std::any_of(name.begin(), name.end(), isControl))
        return "";
    const bool ascii = std::all_of(name.begin(), name.end(), [](char c) { return (c & 0x80) == 0; });
    std::string text = ascii ? std::string(name) : converted("UTF-8", name);
    if (text.empty() && !name.empty())
        text = converted("GBK", name);
    size_t length = std::min(text.size(), kMaxCallerName);
    while (length > 0 && length < text.size() && (text[length] & 0xC0) == 0x80)
        --length;
    text.resize(length);
    return text;
}

} // namespace callbox::analog
