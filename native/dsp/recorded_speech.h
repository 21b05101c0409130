// Recorded prompts (Debian: asterisk-core-sounds-en-wav) for tests of what speech must not be taken for.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "dsp/g711.h"

namespace callbox::dsp::testing {

struct RecordedSpeech {
    std::string name;
    std::vector<int16_t> samples; // through A-law
};

/// A missing package is a failed test: set-up installs it, so something is wrong with this machine.
inline std::vector<RecordedSpeech> allRecordedSpeech() {
    namespace fs = std::filesystem;
    REQUIRE_MESSAGE(fs::is_directory(CALLBOX_SPEECH_DIR),
                    "no recorded speech in " CALLBOX_SPEECH_DIR
                    ": install the Debian package asterisk-core-sounds-en-wav");
    constexpr size_t kHeaderOctets = 44;
    std::vector<RecordedSpeech> all;
    for (const auto &entry : fs::recursive_directory_iterator(CALLBOX_SPEECH_DIR)) {
        if (entry.path().extension() != ".wav")
            continue;
        std::ifstream file(entry.path(), std::ios::binary);
        const std::vector<char> octets((std::istreambuf_iterator<char>(file)),
                                       std::istreambuf_iterator<char>());
        RecordedSpeech speech;
        speech.name = entry.path().filename().string();
        for (size_t i = kHeaderOctets; i + 1 < octets.size(); i += 2)
            speech.samples.push_back(alawToLinear(linearToAlaw(static_cast<int16_t>(
                static_cast<uint8_t>(octets[i]) | static_cast<uint8_t>(octets[i + 1]) << 8))));
        all.push_back(std::move(speech));
    }
    std::sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.name < b.name; });
    return all;
}

/// So much of it in a row.
inline std::vector<int16_t> recordedSpeech(double ms) {
    std::vector<int16_t> some;
    for (const RecordedSpeech &speech : allRecordedSpeech()) {
        if (speech.name.find("vm-") != 0)
            continue;
        some.insert(some.end(), speech.samples.begin(), speech.samples.end());
        if (static_cast<double>(some.size()) >= ms * 8)
            break;
    }
    some.resize(std::min(some.size(), static_cast<size_t>(ms * 8)));
    return some;
}

} // namespace callbox::dsp::testing
