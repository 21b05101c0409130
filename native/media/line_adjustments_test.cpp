// Gain, echo control and what watched channels tell, through Media.
#include <doctest/doctest.h>

#include <cmath>

#include "media/test_channels.h"

using namespace callbox;
using namespace callbox::media;
using namespace callbox::media::testing;

namespace {

uint8_t toneAt(size_t, size_t at) {
    return dsp::linearToAlaw(static_cast<int16_t>(std::lround(
        dsp::sineAmplitude(-20) * std::sin(2 * dsp::kPi * 1004 * static_cast<double>(at) / 8000))));
}

/// Noise that speaks for 600 ms of each second, by the position alone.
int16_t wordsAt(size_t at) {
    uint32_t random = static_cast<uint32_t>(at) * 2654435761u;
    random ^= random >> 15;
    random *= 2246822519u;
    return at % 8000 < 4800 ? static_cast<int16_t>(static_cast<int16_t>(random >> 16) / 8) : int16_t{0};
}

std::unique_ptr<LineAdjustment> gains(double receiveDb, double sendDb) {
    auto made = std::make_unique<LineAdjustment>();
    made->receive = dsp::GainTable(receiveDb);
    made->send = dsp::GainTable(sendDb);
    return made;
}

struct Watcher : Told {
    explicit Watcher(size_t channels) : Told(channels) {}
    void answerer(ChannelIndex channel, const dsp::AnswererNews &news) override {
        say(dsp::answerName(news.answer), channel, '!');
        answeredMs = news.atMs;
    }
    void level(ChannelIndex channel, const dsp::LevelReading &reading) override {
        say("level", channel, '.');
        last = reading;
    }
    uint32_t answeredMs = 0;
    dsp::LevelReading last;
};

} // namespace

TEST_CASE("receive gain is heard by the bridge's other side, the send gain comes last") {
    Bench bench;
    bench.incoming = toneAt;
    for (const ChannelIndex channel : {0u, 1u, 2u})
        REQUIRE(bench.media.open(channel, false));
    REQUIRE(bench.media.bridge(0, 1));
    auto receive = gains(6, 0), send = gains(0, -3);
    REQUIRE(bench.media.adjust(0, receive));
    REQUIRE(bench.media.adjust(1, send));
    CHECK(receive == nullptr);
    bench.run(100);
    CHECK(std::abs(levelOf(bench.sent[1], 0, 8000) - (-20 + 6 - 3)) < 0.5); // from 0, to 1
    CHECK(std::abs(levelOf(bench.sent[0], 0, 8000) - -20) < 0.5);           // from 1, to 0
    std::unique_ptr<LineAdjustment> none;
    REQUIRE(bench.media.adjust(0, none));
    CHECK(none != nullptr); // the former one comes back: it isn't destroyed on this thread
    none = nullptr;
    REQUIRE(bench.media.adjust(1, none));
    bench.run(1);
    for (size_t n = 0; n < 80; ++n)
        CHECK(bench.sent[1][8000 + n] == toneAt(0, 8000 + n)); // bit for bit again
}

TEST_CASE("an adjustment outlives its call, and a channel that doesn't exist has none") {
    Bench bench;
    bench.incoming = toneAt;
    auto louder = gains(3, 0);
    REQUIRE(bench.media.adjust(2, louder)); // before any call
    for (int call = 0; call < 2; ++call) {
        REQUIRE(bench.media.open(2, false));
        REQUIRE(bench.media.open(3, false));
        REQUIRE(bench.media.bridge(2, 3));
        const size_t from = bench.sent[3].size();
        bench.run(50);
        CHECK(std::abs(levelOf(bench.sent[3], from, 4000) - -17) < 0.5);
        bench.media.close(2);
        bench.media.close(3);
    }
    auto kept = gains(1, 1);
    CHECK_FALSE(bench.media.adjust(4, kept));
    CHECK_FALSE(bench.media.adjust(UINT32_MAX, kept));
    CHECK(kept != nullptr);
}

TEST_CASE("the echo of what a channel was sent two blocks ago is taken out, without an allocation") {
    Bench bench;
    for (const ChannelIndex channel : {0u, 1u})
        REQUIRE(bench.media.open(channel, false));
    REQUIRE(bench.media.bridge(0, 1)); // 1 speaks, 0's line echoes it
    auto cancelled = gains(0, 0);
    cancelled->echo = std::make_unique<dsp::EchoCanceller>(80, 128);
    REQUIRE(bench.media.adjust(0, cancelled));
    double echoPower = 0, heardPower = 0;
    for (int block = 0; block < 600; ++block) {
        for (size_t n = 0; n < 80; ++n) {
            const size_t at = bench.at + n;
            bench.rx[1][n] = dsp::linearToAlaw(wordsAt(at));
            const int16_t echo = at < 170 ? int16_t{0} : dsp::alawToLinear(bench.sent[0][at - 170]);
            bench.rx[0][n] = dsp::linearToAlaw(static_cast<int16_t>(echo / 2));
        }
        bench.run();
        if (block < 300)
            continue;
        for (size_t n = 0; n < 80; ++n) {
            const double echo = dsp::alawToLinear(bench.rx[0][n]);
            const double heard = dsp::alawToLinear(bench.sent[1][bench.at - 80 + n]);
            echoPower += echo * echo;
            heardPower += heard * heard;
        }
    }
    CHECK(10 * std::log10(echoPower / heardPower) >= 25);
}

TEST_CASE("watched: who answered, and the level once a second; nobody else's") {
    Watcher told(2);
    Media media(2, 80, kChina, told, 1);
    REQUIRE(media.open(0, false));
    REQUIRE(media.open(1, false));
    REQUIRE(media.watch(0, kHearAnswerer | kHearLevel));
    Octets rx[2] = {silence(80), silence(80)}, tx[2] = {silence(80), silence(80)};
    const uint8_t *in[] = {rx[0].data(), rx[1].data()};
    uint8_t *out[] = {tx[0].data(), tx[1].data()};
    const std::size_t before = gAllocations;
    for (size_t block = 0; block < 300; ++block) {
        for (size_t n = 0; n < 80; ++n) { // 600 ms of sound, then silence
            const size_t at = block * 80 + n;
            rx[0][n] = rx[1][n] = dsp::linearToAlaw(at < 4800 ? wordsAt(at) : int16_t{0});
        }
        media.process(in, out);
        if (block == 99)
            CHECK(std::abs(told.last.activeDbm0 - -18) < 3);
    }
    CHECK(gAllocations == before);
    CHECK(told.take() == "level0. person0! level0. level0. ");
    CHECK(told.answeredMs >= 1300);
    CHECK(told.answeredMs <= 1700);
    CHECK_FALSE(media.watch(0, 16));
    REQUIRE(media.watch(0, 0));
    for (int block = 0; block < 200; ++block)
        media.process(in, out);
    CHECK(told.take().empty());
}
