// Reads prompts. Never on the media thread: it opens files and allocates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace callbox::media {

constexpr int kMaxPromptSeconds = 600;

/// Sound in memory, as it goes to the line.
struct Prompt {
    std::vector<uint8_t> alaw; // ITU-T G.711, 8,000 octets a second, 1 .. kMaxPromptSeconds
};

/// A WAV with A-law or 16-bit PCM, 8 kHz, mono, at most kMaxPromptSeconds. Null on anything else and
/// then `error` says what is wrong and what to do, ready for a technician.
std::shared_ptr<const Prompt> readWav(const std::string &path, std::string &error);

/// The same from memory; trusts nothing in it.
std::shared_ptr<const Prompt> parseWav(const uint8_t *file, size_t octets, std::string &error);

} // namespace callbox::media
