// What a watched channel tells, and that the others cost and tell nothing.
#include <string>

#include "dsp/tone_generator.h"
#include "media/test_channels.h"

using namespace callbox;
using namespace callbox::media;
using namespace callbox::media::testing;

namespace {

struct Ears : Told {
    using Told::Told;
    void progressTone(ChannelIndex channel, const dsp::ProgressEvent &heard) override {
        note(channel, heard.ended ? "-" : dsp::progressToneName(heard.tone));
    }
    void dataTone(ChannelIndex channel, dsp::DataTone tone) override {
        note(channel, dsp::dataToneName(tone));
    }
    void hangupHeard(ChannelIndex channel) override { note(channel, "hangup"); }
    void captured(ChannelIndex channel, std::unique_ptr<Capture> done) override {
        note(channel, "captured");
        capture = std::move(done);
    }
    void note(ChannelIndex channel, const char *what) { heard += std::to_string(channel) + what + " "; }
    std::string heard;
    std::unique_ptr<Capture> capture;
};

/// Two channels that all receive the same tone of China's plan.
struct Listeners {
    explicit Listeners(dsp::Tone tone) : media(2, 80, kChina, ears, 1) {
        ears.heard.reserve(1024);
        generator.start(kChina[tone]);
    }
    std::string run(int ms) {
        for (int done = 0; done < ms; done += 10) {
            int16_t linear[80];
            generator.generate(linear, 80);
            uint8_t rx[80], tx[2][80];
            dsp::linearToAlaw(linear, rx, 80);
            const uint8_t *in[2] = {rx, rx};
            uint8_t *out[2] = {tx[0], tx[1]};
            const std::size_t before = gAllocations;
            media.process(in, out);
            CHECK(gAllocations == before);
        }
        std::string heard;
        heard.swap(ears.heard);
        ears.heard.reserve(1024);
        return heard;
    }
    Ears ears{2};
    Media media;
    dsp::ToneGenerator generator;
};

} // namespace

TEST_CASE("listening: only the channel that is watched tells, and only what it is watched for") {
    Listeners listeners(dsp::Tone::kBusy);
    listeners.media.open(0, false);
    listeners.media.open(1, false);
    CHECK(listeners.run(5000) == "");
    REQUIRE(listeners.media.watch(1, kHearProgress | kHearData));
    CHECK(listeners.run(3000) == "1busy ");
    REQUIRE(listeners.media.watch(1, kHearData)); // replaces
    CHECK(listeners.run(5000) == "");
    REQUIRE(listeners.media.watch(1, kHearProgress)); // begins anew
    CHECK(listeners.run(3000) == "1busy ");
    listeners.media.close(1);
    listeners.media.open(1, false);
    CHECK(listeners.run(5000) == ""); // forgotten
}

TEST_CASE("listening: a line hears its hang-up once a use, by the country's tone or its own") {
    Listeners listeners(dsp::Tone::kBusy);
    listeners.media.makeLine(0, true);
    listeners.media.makeLine(1, false);
    listeners.media.open(0, false);
    listeners.media.open(1, false);
    CHECK(listeners.run(5000) == "0hangup ");
    REQUIRE(listeners.media.setHangupTone(1, {450, 350, 350, 0}));
    CHECK(listeners.run(5000) == "1hangup ");
    listeners.media.close(1);
    REQUIRE(listeners.media.setHangupTone(0, {})); // none
    listeners.media.open(1, false);
    CHECK(listeners.run(5000) == "1hangup ");
}

TEST_CASE("listening: a capture is filled, the hang-up is held back meanwhile, closing gives what there is") {
    Listeners listeners(dsp::Tone::kBusy);
    listeners.media.makeLine(0, true);
    listeners.media.open(0, false);
    REQUIRE(listeners.media.capture(0, std::make_unique<Capture>(24'000)));
    auto second = std::make_unique<Capture>(8000);
    CHECK_FALSE(listeners.media.capture(0, std::move(second)));
    CHECK(second != nullptr); // it stays with the caller
    CHECK(listeners.run(3000) == "0captured ");
    CHECK(listeners.ears.capture->full());
    CHECK(listeners.run(3000) == "0hangup ");
    REQUIRE(listeners.media.capture(0, std::move(second)));
    listeners.run(500);
    listeners.media.close(0);
    CHECK(listeners.run(10) == "0captured ");
    CHECK(listeners.ears.capture->filled == 4000);
}

TEST_CASE("listening: what can't be is refused") {
    Listeners listeners(dsp::Tone::kDial);
    CHECK_FALSE(listeners.media.watch(0, kHearProgress)); // not open
    listeners.media.open(0, false);
    CHECK_FALSE(listeners.media.watch(0, 0x10));
    CHECK_FALSE(listeners.media.watch(9, kHearProgress));
    CHECK_FALSE(listeners.media.setHangupTone(0, {450, 350, 350, 0})); // no line
    CHECK_FALSE(listeners.media.capture(0, std::make_unique<Capture>(100)));
    CHECK_FALSE(listeners.media.expectDialTone(1));
    listeners.media.makeLine(0, false);
    CHECK_FALSE(listeners.media.setHangupTone(0, {45, 350, 350, 0}));
    CHECK_FALSE(listeners.media.capture(0, nullptr));
    CHECK_FALSE(listeners.media.capture(0, std::make_unique<Capture>(0)));
}
