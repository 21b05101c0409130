// What must not be taken for DTMF (talk-off, ETSI ES 201 235-3).
#include <doctest/doctest.h>

#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "dsp/test_signals.h"
#include "dsp/tone_generator.h"

using namespace callbox::dsp;
using namespace callbox::dsp::testing;

TEST_CASE("what isn't DTMF stays unheard: silence, single tones, plan tones, full scale, noise") {
    Samples samples;
    silence(samples, 1000);
    CHECK(hear(samples).begun.empty());
    for (const double hz : {450.0, 697.0, 941.0, 1000.0, 1209.0, 1633.0, 2100.0}) {
        Samples tone;
        for (int n = 0; n < 4000; ++n)
            tone.push_back(sineAmplitude(-5) * std::sin(2 * kPi * hz * n / 8000));
        CHECK(hear(tone).begun.empty());
    }
    for (const char *country : {"cn", "us", "gb", "de"}) {
        for (const ToneSpec &spec : findTonePlan(country)->tone) {
            ToneGenerator generator;
            generator.start(spec);
            Samples tone;
            for (int n = 0; n < 40'000; ++n) {
                int16_t sample = 0;
                generator.generate(&sample, 1);
                tone.push_back(sample);
            }
            CHECK(hear(tone).begun.empty());
        }
    }
    std::mt19937 random(3);
    Samples noise, square;
    for (int n = 0; n < 80'000; ++n) {
        noise.push_back(static_cast<double>(random() % 65536) - 32768);
        square.push_back((n / 5) % 2 == 0 ? 32767 : -32768);
    }
    CHECK(hear(noise).begun.empty());
    CHECK(hear(square).begun.empty());
}

TEST_CASE("talk-off: recorded speech gives no digit") {
    namespace fs = std::filesystem;
    // A missing package is a failed test: set-up installs it, so something is wrong with this machine.
    REQUIRE_MESSAGE(fs::is_directory(CALLBOX_SPEECH_DIR),
                    "no recorded speech in " CALLBOX_SPEECH_DIR
                    ": install the Debian package asterisk-core-sounds-en-wav");
    std::vector<fs::path> files;
    for (const auto &entry : fs::recursive_directory_iterator(CALLBOX_SPEECH_DIR)) {
        const std::string name = entry.path().filename().string();
        // Some of Asterisk's prompts are tones and not speech.
        if (entry.path().extension() == ".wav" && name.find("beep") == std::string::npos &&
            name.find("tone") == std::string::npos &&
            entry.path().string().find("/silence/") == std::string::npos)
            files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    double seconds = 0;
    int digits = 0;
    for (const fs::path &path : files) {
        std::ifstream file(path, std::ios::binary);
        const std::string wav((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        const size_t data = wav.find("data");
        REQUIRE(data != std::string::npos);
        std::vector<int16_t> speech((wav.size() - data - 8) / 2);
        std::memcpy(speech.data(), wav.data() + data + 8, speech.size() * 2);
        for (const double gain : {1.0, 2.0}) { // as recorded and 6 dB louder
            const Samples samples(speech.begin(), speech.end());
            Samples louder = samples;
            for (double &sample : louder)
                sample *= gain;
            const std::string heard = hear(louder).begun;
            if (!heard.empty())
                std::printf("talk-off: %s ×%.0f: \"%s\"\n", path.c_str(), gain, heard.c_str());
            digits += static_cast<int>(heard.size());
            seconds += static_cast<double>(speech.size()) / 8000;
        }
    }
    std::printf("talk-off: %zu files, %.0f s of speech, %d false digits\n", files.size(), seconds, digits);
    CHECK(files.size() >= 100);
    CHECK(seconds >= 600);
    CHECK(digits == 0);
}
